/**
 * Blobs that no message of this device names any more, until the server is told (A10). Each is a row among the facts
 * of the device, written in the transaction that drops the blob; it goes when something names the blob again.
 */

import { AttachmentId, WorkspaceId as WorkspaceIdSchema, type WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from './database.ts'

const prefixOf = (workspaceId: WorkspaceId): string => `blob-mark:${workspaceId}:`

export const blobMarkName = (workspaceId: WorkspaceId, id: string): string => prefixOf(workspaceId) + id

/** Under which epoch of the server its blobs were confirmed: another one may have lost them (A16). */
export const blobEpochName = (workspaceId: WorkspaceId): string => `blob-epoch:${workspaceId}`

/** Given back here and held by the server, until it comes again. Its value is since when the device had it. */
const elsewherePrefix = 'blob-elsewhere:'

export const blobElsewhereName = (workspaceId: WorkspaceId, id: string): string =>
  `${elsewherePrefix}${workspaceId}:${id}`

const dropHere = async (database: Database, workspaceId: WorkspaceId, id: string): Promise<void> => {
  await database.blobs.delete([workspaceId, id])
  await database.blobPieces
    .where('[workspaceId+id+number]')
    .between([workspaceId, id, Dexie.minKey], [workspaceId, id, Dexie.maxKey])
    .delete()
}

/** Drops a blob from this device, which remembers that the server has it. In a transaction on `blobTables`. */
export const keepElsewhere = async (
  database: Database,
  workspaceId: WorkspaceId,
  id: string,
): Promise<void> => {
  const blob = await database.blobs.get([workspaceId, id])
  if (blob === undefined) return
  await dropHere(database, workspaceId, id)
  await database.device.put({ name: blobElsewhereName(workspaceId, id), value: blob.createdAt })
}

export interface BlobElsewhere {
  readonly workspaceId: WorkspaceId
  readonly id: AttachmentId
  readonly createdAt: number
}

export const blobsElsewhere = async ({
  device,
}: Pick<Database, 'device'>): Promise<readonly BlobElsewhere[]> => {
  const rows = await device.where('name').startsWith(elsewherePrefix).toArray()
  return rows.map(({ name, value }) => {
    const [workspaceId, id] = name.slice(elsewherePrefix.length).split(':')
    return {
      workspaceId: WorkspaceIdSchema.parse(workspaceId),
      id: AttachmentId.parse(id),
      createdAt: Number(value),
    }
  })
}

/** Drops a blob from this device, and remembers that the server may drop it too. In a transaction on `blobTables`. */
export const dropBlob = async (database: Database, workspaceId: WorkspaceId, id: string): Promise<void> => {
  await dropHere(database, workspaceId, id)
  await database.blobUploads.delete([workspaceId, id])
  await database.device.delete(blobElsewhereName(workspaceId, id))
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
