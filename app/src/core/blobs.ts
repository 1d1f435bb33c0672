/**
 * Sealed values outside documents: attachments. Equal bytes of one workspace are stored once. Sealing and opening go
 * piece by piece, so a large file is never held whole; what version 1 sealed whole is opened as it is and sealed again
 * when it is to be sent.
 */

import { bytesToBase32, AttachmentId, type WorkspaceId } from '@weft/shared/ids.ts'
import { pieceCapacity, pieceCountOf } from '@weft/shared/blob-size.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import { createBlobDigest } from '@weft/shared/crypto/blob-digest.ts'
import type { OpenError, PieceError, Sealer } from '@weft/shared/crypto/sealer.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { BlobRef, BlobStore } from './dexie-blob-store.ts'
import type { StorageError } from './store.ts'

const blobMap = 'blob'
const firstEpoch = 0

/** `blob-missing`: not on this device. */
export type BlobError = StorageError | OpenError | PieceError | TaggedError<'blob-missing'>

export interface Blobs {
  /** Sealed and queued for the server when it resolves. A `File` is read as it is sealed. */
  readonly add: (
    workspaceId: WorkspaceId,
    source: Uint8Array | Blob,
  ) => Promise<Result<AttachmentId, StorageError>>
  readonly read: (workspaceId: WorkspaceId, id: AttachmentId) => Promise<Result<Uint8Array, BlobError>>
  /** Whether a sealed piece is the one it is said to be; of whatever comes from elsewhere, before it is stored. */
  readonly checkPiece: (
    ref: BlobRef,
    number: number,
    size: number,
    sealed: Uint8Array,
  ) => Promise<Result<void, PieceError>>
  /** The blob lies in pieces from here on, whichever version sealed it. */
  readonly inPieces: (ref: BlobRef) => Promise<Result<{ readonly size: number }, BlobError>>
}

interface BlobsDeps {
  readonly store: BlobStore
  readonly sealerOf: (workspaceId: WorkspaceId) => Sealer
  readonly clock: Clock
}

export const createBlobs = ({ store, sealerOf, clock }: BlobsDeps): Blobs => {
  const sealingOf = ({ workspaceId, id }: BlobRef) =>
    sealerOf(workspaceId).blob({ workspaceId, blobId: id, epoch: firstEpoch })

  /** The same bytes whenever and wherever it is called, so what an earlier attempt left is simply written over. */
  const sealPieces = async (ref: BlobRef, source: Blob): Promise<Result<void, StorageError>> => {
    const sealing = await sealingOf(ref)
    const count = pieceCountOf(source.size)
    for (let index = 0; index < count; index += 1) {
      const sealed = await sealing.seal({ index, last: index === count - 1 }, await pieceOf(source, index))
      const put = await store.putPiece(ref, index, sealed)
      if (!put.ok) return put
    }
    return ok(undefined)
  }

  const nameOf = async (workspaceId: WorkspaceId, source: Blob): Promise<BlobRef> => {
    const digest = await createBlobDigest()
    for (let index = 0; index < pieceCountOf(source.size); index += 1)
      digest.update(await pieceOf(source, index))
    const name = await sealerOf(workspaceId).blobId(workspaceId, digest.digest())
    return { workspaceId, id: AttachmentId.parse(`att_${bytesToBase32(name)}`) }
  }

  const openWhole = async ({ workspaceId, id }: BlobRef, sealed: Uint8Array) => {
    const scope = { purpose: 'blob', workspaceId, roomId: '', epoch: firstEpoch } as const
    return (await sealerOf(workspaceId).scope(scope)).open(blobMap, id, sealed)
  }

  const openPieces = async (ref: BlobRef, size: number): Promise<Result<Uint8Array, BlobError>> => {
    const opening = await sealingOf(ref)
    const count = pieceCountOf(size)
    const opened: Uint8Array[] = []
    for (let index = 0; index < count; index += 1) {
      const sealed = await store.readPiece(ref, index)
      if (!sealed.ok) return sealed
      if (sealed.value === undefined) return err({ type: 'blob-missing' })
      const piece = await opening.open({ index, last: index === count - 1 }, sealed.value)
      if (!piece.ok) return piece
      opened.push(piece.value)
    }
    return ok(concatBytes(...opened))
  }

  return {
    add: async (workspaceId, given) => {
      const source = given instanceof Blob ? given : new Blob([given.slice()])
      const ref = await nameOf(workspaceId, source)
      const known = await store.find(ref)
      if (!known.ok) return known
      if (known.value !== undefined) {
        const queued = await store.queue(workspaceId, [ref.id], clock.now())
        return queued.ok ? ok(ref.id) : queued
      }
      const sealed = await sealPieces(ref, source)
      if (!sealed.ok) return sealed
      const done = await store.complete({ ...ref, size: source.size, createdAt: clock.now() }, true)
      return done.ok ? ok(ref.id) : done
    },

    read: async (workspaceId, id) => {
      const ref = { workspaceId, id }
      const row = await store.find(ref)
      if (!row.ok) return row
      if (row.value === undefined) return err({ type: 'blob-missing' })
      const { sealed, size } = row.value
      return sealed === undefined ? openPieces(ref, size) : openWhole(ref, sealed)
    },

    checkPiece: async (ref, number, size, sealed) => {
      const place = { index: number, last: number === pieceCountOf(size) - 1 }
      const opened = await (await sealingOf(ref)).open(place, sealed)
      return opened.ok ? ok(undefined) : opened
    },

    inPieces: async ref => {
      const row = await store.find(ref)
      if (!row.ok) return row
      if (row.value === undefined) return err({ type: 'blob-missing' })
      const { sealed, size, createdAt } = row.value
      if (sealed === undefined) return ok({ size })
      const opened = await openWhole(ref, sealed)
      if (!opened.ok) return opened
      const again = await sealPieces(ref, new Blob([opened.value]))
      if (!again.ok) return again
      const replaced = await store.complete({ ...ref, size, createdAt }, false)
      return replaced.ok ? ok({ size }) : replaced
    },
  }
}

const pieceOf = async (source: Blob, index: number): Promise<Uint8Array<ArrayBuffer>> => {
  const from = index * pieceCapacity
  return new Uint8Array(await source.slice(from, from + pieceCapacity).arrayBuffer())
}
