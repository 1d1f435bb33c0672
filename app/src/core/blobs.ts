/** Sealed values outside documents: attachments. Equal bytes of one workspace are stored once. */

import { bytesToBase32, AttachmentId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { OpenError, Sealer } from '@weft/shared/crypto/sealer.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { DexieConnection } from './dexie-connection.ts'
import type { StorageError } from './store.ts'

const blobMap = 'blob'
const firstEpoch = 0

export type BlobError = StorageError | OpenError | TaggedError<'blob-missing'>

export interface Blobs {
  readonly add: (workspaceId: WorkspaceId, bytes: Uint8Array) => Promise<Result<AttachmentId, StorageError>>
  readonly read: (workspaceId: WorkspaceId, id: string) => Promise<Result<Uint8Array, BlobError>>
}

export const createBlobs = (
  connection: DexieConnection,
  sealerOf: (workspaceId: WorkspaceId) => Sealer,
  clock: Clock,
): Blobs => {
  const scopeOf = (workspaceId: WorkspaceId) =>
    sealerOf(workspaceId).scope({ purpose: 'blob', workspaceId, roomId: '', epoch: firstEpoch })

  return {
    add: async (workspaceId, bytes) => {
      const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes.slice()))
      const name = await sealerOf(workspaceId).blobId(workspaceId, digest)
      const id = AttachmentId.parse(`att_${bytesToBase32(name)}`)
      const stored = await connection.run(database =>
        database.blobs.where('[workspaceId+id]').equals([workspaceId, id]).count(),
      )
      if (!stored.ok) return stored
      if (stored.value > 0) return ok(id)
      const sealed = await (await scopeOf(workspaceId)).seal(blobMap, id, bytes)
      const row = { workspaceId, id, sealed, size: bytes.length, createdAt: clock.now() }
      const put = await connection.run(database => database.blobs.put(row))
      return put.ok ? ok(id) : put
    },
    read: async (workspaceId, id) => {
      const row = await connection.run(database => database.blobs.get([workspaceId, id]))
      if (!row.ok) return row
      if (!row.value) return err({ type: 'blob-missing' })
      return (await scopeOf(workspaceId)).open(blobMap, id, row.value.sealed)
    },
  }
}
