/**
 * Sealed blobs on this device. A blob is seen when its row is there, which is written with or after its last piece; until
 * then its pieces are only what a later attempt goes on from. Every call is one transaction.
 */

import { pieceCountOf } from '@weft/shared/blob-size.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { Dexie } from 'dexie'
import type { BlobRow, BlobUploadRow, Database } from './database.ts'
import { blobElsewhereName, blobEpochName, blobMarkName } from './dexie-blob-marks.ts'
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
  /** What the server does not take. */
  readonly refused: () => Stored<readonly BlobUploadRow[]>
  readonly confirm: (workspaceId: WorkspaceId, ids: readonly string[]) => Stored<void>
  readonly refuse: (workspaceId: WorkspaceId, id: string, reason: string) => Stored<void>
  /** The person asks: what was refused is tried again. */
  readonly retryRefused: () => Stored<void>
  /** A new message names them: the server is asked for them again, and a mark there is taken back (A10). */
  readonly queue: (workspaceId: WorkspaceId, ids: readonly string[], queuedAt: number) => Stored<void>
  /**
   * Where the server's database is another than the one that confirmed blobs here, everything this device holds goes
   * into the queue again, also what was refused (A16). Both are written at once, so that a crash forgets neither.
   */
  readonly enterEpoch: (workspaceId: WorkspaceId, queuedAt: number) => Stored<void>
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
      database.transaction(
        'rw',
        [database.blobs, database.blobPieces, database.blobUploads, database.device],
        async () => {
          const { workspaceId, id, createdAt } = row
          const pieces = database.blobPieces.where('[workspaceId+id+number]').between(...piecesOf(row))
          // Another tab may have dropped them as leftovers; a row without its pieces would never be asked for again.
          if ((await pieces.count()) < pieceCountOf(row.size)) throw new Error('Pieces of a blob have gone')
          await database.blobs.put(row)
          await database.device.bulkDelete([
            blobMarkName(workspaceId, id),
            blobElsewhereName(workspaceId, id),
          ])
          if (queued) await database.blobUploads.put({ workspaceId, id, queuedAt: createdAt })
        },
      ),
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

  refused: () =>
    run(database => database.blobUploads.filter(({ refused }) => refused !== undefined).toArray()),

  confirm: (workspaceId, ids) =>
    run(database => database.blobUploads.bulkDelete(ids.map((id): UploadKey => [workspaceId, id]))),

  refuse: (workspaceId, id, refused) =>
    run(async database => {
      await database.blobUploads.update([workspaceId, id], { refused })
    }),

  retryRefused: () =>
    run(async database => {
      await database.blobUploads
        .filter(({ refused }) => refused !== undefined)
        .modify(row => {
          Reflect.deleteProperty(row, 'refused')
        })
    }),

  queue: (workspaceId, ids, queuedAt) =>
    run(database =>
      database.transaction('rw', database.blobUploads, database.device, async () => {
        await database.device.bulkDelete(ids.map(id => blobMarkName(workspaceId, id)))
        const known = await database.blobUploads.bulkGet(ids.map((id): UploadKey => [workspaceId, id]))
        const rows = ids.map(id => ({ workspaceId, id, queuedAt }))
        await database.blobUploads.bulkPut(rows.filter((_, index) => known[index] === undefined))
      }),
    ),

  enterEpoch: (workspaceId, queuedAt) =>
    run(database =>
      database.transaction(
        'rw',
        [database.blobs, database.blobUploads, database.device, database.cursors],
        async () => {
          const epoch = (await database.cursors.get(workspaceId))?.epoch ?? ''
          const name = blobEpochName(workspaceId)
          const confirmedBy = (await database.device.get(name))?.value
          if (epoch === '' || epoch === confirmedBy) return
          // Before there was a first one nothing has been confirmed, and everything is in the queue.
          if (confirmedBy !== undefined) await queueHeld(database, workspaceId, queuedAt)
          await database.device.put({ name, value: epoch })
        },
      ),
    ),
})

type UploadKey = [WorkspaceId, string]

const queueHeld = async (database: Database, workspaceId: WorkspaceId, queuedAt: number): Promise<void> => {
  const keys = await database.blobs
    .where('[workspaceId+id]')
    .between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])
    .primaryKeys()
  await database.blobUploads.bulkPut(keys.map(([, id]) => ({ workspaceId, id, queuedAt })))
}
