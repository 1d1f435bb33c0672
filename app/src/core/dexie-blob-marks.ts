/**
 * Blobs that no message of this device names any more, until the server is told (A10). Each is a row among the facts
 * of the device, written in the transaction that drops the blob; it goes when something names the blob again.
 */

import { AttachmentId, type WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from './database.ts'

const prefixOf = (workspaceId: WorkspaceId): string => `blob-mark:${workspaceId}:`

export const blobMarkName = (workspaceId: WorkspaceId, id: string): string => prefixOf(workspaceId) + id

/** Under which epoch of the server its blobs were confirmed: another one may have lost them (A16). */
export const blobEpochName = (workspaceId: WorkspaceId): string => `blob-epoch:${workspaceId}`

/** Drops a blob from this device, and remembers that the server may drop it too. In a transaction on `blobTables`. */
export const dropBlob = async (database: Database, workspaceId: WorkspaceId, id: string): Promise<void> => {
  await database.blobs.delete([workspaceId, id])
  await database.blobUploads.delete([workspaceId, id])
  await database.blobPieces
    .where('[workspaceId+id+number]')
    .between([workspaceId, id, Dexie.minKey], [workspaceId, id, Dexie.maxKey])
    .delete()
  await database.device.put({ name: blobMarkName(workspaceId, id), value: true })
}

export const blobTables = ({ blobs, blobPieces, blobUploads, device }: Database) => [
  blobs,
  blobPieces,
  blobUploads,
  device,
]

export const blobsToMark = async (
  { device }: Pick<Database, 'device'>,
  workspaceId: WorkspaceId,
): Promise<readonly AttachmentId[]> => {
  const prefix = prefixOf(workspaceId)
  const names = await device.where('name').startsWith(prefix).primaryKeys()
  return names.map(name => AttachmentId.parse(name.slice(prefix.length)))
}

export const forgetMarks = async (
  { device }: Pick<Database, 'device'>,
  workspaceId: WorkspaceId,
  ids: readonly AttachmentId[],
): Promise<void> => device.bulkDelete(ids.map(id => blobMarkName(workspaceId, id)))
