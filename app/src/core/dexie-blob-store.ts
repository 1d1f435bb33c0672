/**
 * Sealed blobs on this device. A blob is seen when its row is there, which is written with or after its last piece; until
 * then its pieces are only what a later attempt goes on from. Every call is one transaction.
 */

import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { Dexie } from 'dexie'
import type { BlobRow, BlobUploadRow } from './database.ts'
import type { DexieConnection } from './dexie-connection.ts'
import type { StorageError } from './store.ts'

export interface BlobRef {
  readonly workspaceId: WorkspaceId
  readonly id: AttachmentId
}

type Stored<T> = Promise<Result<T, StorageError>>

export interface BlobStore {
  readonly find: (ref: BlobRef) => Stored<BlobRow | undefined>
  readonly readPiece: (ref: BlobRef, number: number) => Stored<Uint8Array | undefined>
  /** Pieces from the first on, without a hole. */
  readonly heldPieces: (ref: BlobRef) => Stored<number>
  readonly putPiece: (ref: BlobRef, number: number, bytes: Uint8Array) => Stored<void>
  readonly dropPieces: (ref: BlobRef) => Stored<void>
  /** Its pieces are all there. `queued`: no server has it yet; what was in the queue before stays there. */
  readonly complete: (row: Omit<BlobRow, 'sealed'>, queued: boolean) => Stored<void>
  /** Oldest first, without those that were refused. */
  readonly waiting: (workspaceId: WorkspaceId) => Stored<readonly BlobUploadRow[]>
  /** Which of them no server has confirmed. */
  readonly unconfirmed: (workspaceId: WorkspaceId, ids: readonly string[]) => Stored<readonly BlobUploadRow[]>
  readonly confirm: (workspaceId: WorkspaceId, ids: readonly string[]) => Stored<void>
  readonly refuse: (workspaceId: WorkspaceId, id: string, reason: string) => Stored<void>
  /** Everything this device holds goes into the queue again, also what was refused. */
  readonly queueAll: (workspaceId: WorkspaceId, queuedAt: number) => Stored<void>
}

const piecesOf = ({ workspaceId, id }: Pick<BlobRef, 'workspaceId'> & { readonly id: string }) =>
  [
    [workspaceId, id, Dexie.minKey],
    [workspaceId, id, Dexie.maxKey],
  ] as const

export const createDexieBlobStore = ({ run }: DexieConnection): BlobStore => ({
  find: ({ workspaceId, id }) => run(database => database.blobs.get([workspaceId, id])),

  readPiece: async ({ workspaceId, id }, number) => {
    const row = await run(database => database.blobPieces.get([workspaceId, id, number]))
    return row.ok ? ok(row.value?.bytes) : row
  },

  heldPieces: async ref => {
    const keys = await run(database =>
      database.blobPieces
        .where('[workspaceId+id+number]')
        .between(...piecesOf(ref))
        .primaryKeys(),
    )
    if (!keys.ok) return keys
    const hole = keys.value.findIndex(([, , number], index) => number !== index)
    return ok(hole === -1 ? keys.value.length : hole)
  },

  putPiece: ({ workspaceId, id }, number, bytes) =>
    run(async database => {
      await database.blobPieces.put({ workspaceId, id, number, bytes })
    }),

  dropPieces: ref =>
    run(async database => {
      await database.blobPieces
        .where('[workspaceId+id+number]')
        .between(...piecesOf(ref))
        .delete()
    }),

  complete: (row, queued) =>
    run(database =>
      database.transaction('rw', database.blobs, database.blobUploads, async () => {
        const { workspaceId, id, createdAt } = row
        await database.blobs.put(row)
        if (queued) await database.blobUploads.put({ workspaceId, id, queuedAt: createdAt })
      }),
    ),

  waiting: async workspaceId => {
    const rows = await run(database =>
      database.blobUploads
        .where('[workspaceId+id]')
        .between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])
        .toArray(),
    )
    if (!rows.ok) return rows
    const open = rows.value.filter(({ refused }) => refused === undefined)
    return ok(open.toSorted((a, b) => a.queuedAt - b.queuedAt))
  },

  unconfirmed: async (workspaceId, ids) => {
    const rows = await run(database =>
      database.blobUploads.bulkGet(ids.map((id): [WorkspaceId, string] => [workspaceId, id])),
    )
    return rows.ok ? ok(rows.value.flatMap(row => (row === undefined ? [] : [row]))) : rows
  },

  confirm: (workspaceId, ids) =>
    run(database =>
      database.blobUploads.bulkDelete(ids.map((id): [WorkspaceId, string] => [workspaceId, id])),
    ),

  refuse: (workspaceId, id, refused) =>
    run(async database => {
      await database.blobUploads.update([workspaceId, id], { refused })
    }),

  queueAll: (workspaceId, queuedAt) =>
    run(database =>
      database.transaction('rw', database.blobs, database.blobUploads, async () => {
        const keys = await database.blobs
          .where('[workspaceId+id]')
          .between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])
          .primaryKeys()
        await database.blobUploads.bulkPut(keys.map(([, id]) => ({ workspaceId, id, queuedAt })))
      }),
    ),
})
