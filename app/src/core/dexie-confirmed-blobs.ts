/** Which blobs of this device a server has confirmed, and whether it is the server of now. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from './database.ts'
import { blobEpochName } from './dexie-blob-marks.ts'

const ofWorkspace = (workspaceId: WorkspaceId) =>
  [
    [workspaceId, Dexie.minKey],
    [workspaceId, Dexie.maxKey],
  ] as const

/** Whether what is confirmed was confirmed by the database that is synced with now (A16). */
export const isOfThisServer = async (
  { cursors, device }: Pick<Database, 'cursors' | 'device'>,
  workspaceId: WorkspaceId,
): Promise<boolean> => {
  const epoch = (await cursors.get(workspaceId))?.epoch ?? ''
  return epoch !== '' && (await device.get(blobEpochName(workspaceId)))?.value === epoch
}

/** By keys alone: what version 1 sealed lies in its row. */
export const confirmedBlobs = async (
  database: Database,
  workspaceId: WorkspaceId,
): Promise<readonly string[]> => {
  if (!(await isOfThisServer(database, workspaceId))) return []
  const keys = (table: 'blobs' | 'blobUploads') =>
    database[table]
      .where('[workspaceId+id]')
      .between(...ofWorkspace(workspaceId))
      .primaryKeys()
  const unconfirmed = new Set((await keys('blobUploads')).map(([, id]) => id))
  return (await keys('blobs')).flatMap(([, id]) => (unconfirmed.has(id) ? [] : id))
}
