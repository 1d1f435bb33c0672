/**
 * Blobs on their way here: what a message names and is not on this device comes when somebody asks. Whoever asks for
 * one that is coming waits for the same download; when the last of them has left, it stops. What came of it stays, and
 * the next attempt goes on from there.
 *
 * Several tabs may bring the same blob: its pieces are the same, and are written over.
 */

import { blobPieceBytes, pieceCountOf, sealedSizeOf } from '@weft/shared/blob-size.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { BlobError, Blobs } from '../blobs.ts'
import type { BlobRef, BlobStore } from '../dexie-blob-store.ts'
import type { BlobServer, BlobServerError } from './blob-server.ts'

/** `download-stopped`: the one who asked has gone. */
export type DownloadError = BlobServerError | BlobError | TaggedError<'download-stopped'>

/** Sealed bytes. */
export interface DownloadProgress {
  readonly done: number
  readonly total: number
}

interface Asker {
  readonly progress: (progress: DownloadProgress) => void
  readonly signal: AbortSignal
}

export interface BlobDownloads {
  /** `size` is of its plaintext, as the message says. */
  readonly download: (ref: BlobRef, size: number, asker: Asker) => Promise<Result<void, DownloadError>>
}

interface Deps {
  readonly store: BlobStore
  readonly blobs: Pick<Blobs, 'checkPiece'>
  readonly server: Pick<BlobServer, 'read'>
  readonly clock: Clock
}

interface Coming {
  readonly askers: Set<Asker>
  readonly stopping: AbortController
  readonly end: Promise<Result<void, DownloadError>>
}

const addressOf = ({ workspaceId, id }: BlobRef, size: number): string => `${workspaceId}/${id}/${size}`

export const createBlobDownloads = (deps: Deps): BlobDownloads => {
  const underWay = new Map<string, Coming>()

  const begin = (ref: BlobRef, size: number): Coming => {
    const address = addressOf(ref, size)
    const askers = new Set<Asker>()
    const stopping = new AbortController()
    const progress = (made: DownloadProgress): void => {
      for (const asker of askers) asker.progress(made)
    }
    const end = receive(deps, { ref, size, progress, signal: stopping.signal }).finally(() => {
      if (underWay.get(address) === coming) underWay.delete(address)
    })
    const coming = { askers, stopping, end }
    underWay.set(address, coming)
    return coming
  }

  const leave = (address: string, coming: Coming, asker: Asker): void => {
    coming.askers.delete(asker)
    if (coming.askers.size > 0) return
    coming.stopping.abort()
    // Whoever asks from now on begins anew.
    if (underWay.get(address) === coming) underWay.delete(address)
  }

  return {
    download: async (ref, size, asker) => {
      if (asker.signal.aborted) return err({ type: 'download-stopped' })
      const address = addressOf(ref, size)
      const coming = underWay.get(address) ?? begin(ref, size)
      coming.askers.add(asker)
      const left = Promise.withResolvers<Result<void, DownloadError>>()
      const stop = (): void => {
        leave(address, coming, asker)
        left.resolve(err({ type: 'download-stopped' }))
      }
      asker.signal.addEventListener('abort', stop, { once: true })
      const ended = await Promise.race([coming.end, left.promise])
      asker.signal.removeEventListener('abort', stop)
      return ended
    },
  }
}

interface Receiving {
  readonly ref: BlobRef
  readonly size: number
  readonly progress: (progress: DownloadProgress) => void
  readonly signal: AbortSignal
}

const receive = async (deps: Deps, receiving: Receiving): Promise<Result<void, DownloadError>> => {
  const { store, clock } = deps
  const { ref, size } = receiving
  const row = await store.find(ref)
  if (!row.ok) return row
  if (row.value !== undefined) return ok(undefined)
  const held = await store.heldPieces(ref)
  if (!held.ok) return held
  const whole =
    held.value < pieceCountOf(size)
      ? await takePieces(deps, receiving, held.value)
      : await checkLast(deps, receiving)
  if (!whole.ok) return whole
  return store.complete({ ...ref, size, createdAt: clock.now() }, false)
}

/** What is held was checked for the size of then; the message that asks now may say another. */
const checkLast = async (
  { store, blobs }: Deps,
  { ref, size }: Receiving,
): Promise<Result<void, DownloadError>> => {
  const number = pieceCountOf(size) - 1
  const last = await store.readPiece(ref, number)
  if (!last.ok) return last
  return last.value === undefined
    ? err({ type: 'blob-missing' })
    : blobs.checkPiece(ref, number, size, last.value)
}

/** Every piece is opened before it is stored: what a server makes up fills no disk. */
const takePieces = async (
  { store, blobs, server }: Deps,
  { ref, size, progress, signal }: Receiving,
  from: number,
): Promise<Result<void, DownloadError>> => {
  const total = sealedSizeOf(size)
  const chunks = await server.read(ref, from * blobPieceBytes, signal)
  if (!chunks.ok) return chunks
  let number = from
  try {
    for await (const sealed of piecesOf(chunks.value, total - from * blobPieceBytes)) {
      const checked = await blobs.checkPiece(ref, number, size, sealed)
      if (!checked.ok) return checked
      const put = await store.putPiece(ref, number, sealed)
      if (!put.ok) return put
      number += 1
      progress({ done: Math.min(total, number * blobPieceBytes), total })
    }
  } catch {
    return err({ type: 'server-unreachable' })
  }
  return number < pieceCountOf(size) ? err({ type: 'server-unreachable' }) : ok(undefined)
}

/** Sealed pieces out of bytes that come as they like; no more than `left` of them. */
const piecesOf = async function* (
  chunks: AsyncIterable<Uint8Array>,
  left: number,
): AsyncGenerator<Uint8Array> {
  let missing = left
  let piece = new Uint8Array(Math.min(blobPieceBytes, missing))
  let filled = 0
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0 && missing > 0; ) {
      const part = rest.subarray(0, piece.length - filled)
      piece.set(part, filled)
      filled += part.length
      rest = rest.subarray(part.length)
      if (filled < piece.length) continue
      missing -= filled
      yield piece
      piece = new Uint8Array(Math.min(blobPieceBytes, missing))
      filled = 0
    }
    if (missing === 0) return
  }
}
