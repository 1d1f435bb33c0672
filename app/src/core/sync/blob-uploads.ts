/**
 * Blobs on their way up: what this device has and no server has confirmed goes one at a time. Each request can be lost,
 * cut or repeated, and the process may end at any of them: the queue is in the database, and the server says how far an
 * upload is.
 */

import { blobPieceBytes, sealedPieceCountOf, sealedSizeOf } from '@weft/shared/blob-size.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import { type Env, sleep } from '@weft/shared/env.ts'
import { AttachmentId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import { blobChecksum, pieceHash } from '@weft/shared/protocol/blobs.ts'
import { maxBlobIds } from '@weft/shared/protocol/limits.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { BlobError, Blobs } from '../blobs.ts'
import type { BlobRef, BlobStore } from '../dexie-blob-store.ts'
import type { BlobServer, BlobServerError } from './blob-server.ts'

export type BlobSyncError = BlobServerError | BlobError

export interface BlobUploads {
  /** Something may have come into the queue, or the network may be back. */
  readonly wake: () => void
  /** One walk through the queue; an error says why it ended early. Used by the loop, and by tests. */
  readonly sendWaiting: () => Promise<Result<void, BlobSyncError>>
  /** Sends until it is stopped. */
  readonly run: () => Promise<void>
}

interface Deps {
  readonly workspaceId: WorkspaceId
  readonly store: BlobStore
  readonly blobs: Pick<Blobs, 'inPieces'>
  readonly server: BlobServer
  readonly env: Env
  readonly signal: AbortSignal
}

/** Of one request; a lost one is sent again. */
const piecesAtOnce = 4

const firstPause = 1_000
const longestPause = 300_000

/** The same blob will be refused again; the others need not wait for it. */
const refusesBlob: ReadonlySet<ProblemType> = new Set([
  'quota-exceeded',
  'blob-differs',
  'blob-damaged',
  'request-malformed',
  'body-too-large',
])

export const createBlobUploads = (deps: Deps): BlobUploads => {
  const { workspaceId, store, blobs, server, env, signal } = deps
  let wakeUp = (): void => undefined
  let isAwake = false

  const refOf = (id: string): BlobRef => ({ workspaceId, id: AttachmentId.parse(id) })

  const readPieces = async (
    ref: BlobRef,
    from: number,
    to: number,
  ): Promise<Result<Uint8Array[], BlobError>> => {
    const pieces: Uint8Array[] = []
    for (let number = from; number < to; number += 1) {
      const piece = await store.readPiece(ref, number)
      if (!piece.ok) return piece
      if (piece.value === undefined) return err({ type: 'blob-missing' })
      pieces.push(piece.value)
    }
    return ok(pieces)
  }

  const checksumOf = async (ref: BlobRef, count: number) => {
    const hashes: Uint8Array[] = []
    for (let number = 0; number < count; number += 1) {
      const pieces = await readPieces(ref, number, number + 1)
      if (!pieces.ok) return pieces
      hashes.push(await pieceHash(concatBytes(...pieces.value)))
    }
    return ok(await blobChecksum(hashes))
  }

  const upload = async (ref: BlobRef): Promise<Result<void, BlobSyncError>> => {
    const ready = await blobs.inPieces(ref)
    if (!ready.ok) return ready
    const total = sealedSizeOf(ready.value.size)
    const count = sealedPieceCountOf(total)
    const checksum = await checksumOf(ref, count)
    if (!checksum.ok) return checksum
    let state = await server.begin(ref, total, checksum.value)
    while (state.ok && !state.value.complete) {
      if (signal.aborted) return err({ type: 'server-unreachable' })
      const { received } = state.value
      const from = received / blobPieceBytes
      const pieces = await readPieces(ref, from, Math.min(count, from + piecesAtOnce))
      if (!pieces.ok) return pieces
      state = await server.append(ref, received, concatBytes(...pieces.value))
      // Another device was faster, or the answer to an earlier request was lost.
      if (!state.ok && isRefusal(state.error, 'upload-moved'))
        state = await server.begin(ref, total, checksum.value)
    }
    if (!state.ok) return state
    return store.confirm(workspaceId, [ref.id])
  }

  /** Ok where the rest of the queue can go on. */
  const settle = async (ref: BlobRef, error: BlobSyncError): Promise<Result<void, BlobSyncError>> => {
    // It was deleted while it waited.
    if (error.type === 'blob-missing') return store.confirm(workspaceId, [ref.id])
    const reason = reasonOf(error)
    return reason === undefined ? err(error) : store.refuse(workspaceId, ref.id, reason)
  }

  const confirmKnown = async (
    ids: readonly AttachmentId[],
  ): Promise<Result<readonly AttachmentId[], BlobSyncError>> => {
    const left: AttachmentId[] = []
    for (let from = 0; from < ids.length; from += maxBlobIds) {
      const asked = ids.slice(from, from + maxBlobIds)
      const known = await server.known(workspaceId, asked)
      if (!known.ok) return known
      // A mark that another device left is taken back: there is a message here that names it.
      const touched =
        known.value.marked.length === 0 ? ok([]) : await server.touch(workspaceId, known.value.marked)
      if (!touched.ok) return touched
      const gone = new Set(touched.value)
      const there = known.value.complete.filter(id => !gone.has(id))
      const confirmed = await store.confirm(workspaceId, there)
      if (!confirmed.ok) return confirmed
      left.push(...asked.filter(id => !there.includes(id)))
    }
    return ok(left)
  }

  const sendWaiting: BlobUploads['sendWaiting'] = async () => {
    // What another database had confirmed this one may not have (A16).
    const entered = await store.enterEpoch(workspaceId, env.clock.now())
    if (!entered.ok) return entered
    const waiting = await store.waiting(workspaceId)
    if (!waiting.ok) return waiting
    const left = await confirmKnown(waiting.value.map(({ id }) => refOf(id).id))
    if (!left.ok) return left
    for (const id of left.value) {
      const sent = await upload(refOf(id))
      const settled = sent.ok ? sent : await settle(refOf(id), sent.error)
      if (!settled.ok) return settled
    }
    return ok(undefined)
  }

  const pause = async (milliseconds: number): Promise<void> => {
    if (isAwake || signal.aborted) return
    const ended = new AbortController()
    const end = (): void => ended.abort()
    wakeUp = end
    signal.addEventListener('abort', end, { once: true })
    await sleep(env.clock, milliseconds, ended.signal)
    signal.removeEventListener('abort', end)
  }

  return {
    wake: () => {
      isAwake = true
      wakeUp()
    },
    sendWaiting,
    run: async () => {
      let next = firstPause
      while (!signal.aborted) {
        isAwake = false
        const sent = await sendWaiting()
        next = sent.ok ? longestPause : Math.min(longestPause, next === longestPause ? firstPause : next * 2)
        await pause(next * (0.75 + env.random.fraction() / 2))
      }
    },
  }
}

const isRefusal = (error: BlobServerError, problem: ProblemType): boolean =>
  error.type === 'server-refused' && error.problem === problem

/** Why this blob will not go, in a word that is kept with it; undefined where it is not about this blob. */
const reasonOf = (error: BlobSyncError): string | undefined => {
  if (error.type === 'server-refused')
    return error.problem !== undefined && refusesBlob.has(error.problem) ? error.problem : undefined
  return /^(?:seal|piece|blob)-/.test(error.type) ? error.type : undefined
}
