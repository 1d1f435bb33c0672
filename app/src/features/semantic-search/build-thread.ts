/**
 * The vectors of one thread: of every passage that has none yet, wherever on this device its text was met before. What
 * has come is stored every few batches, so that a long thread that is broken off goes on from there.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { StorageError } from '../../core/store.ts'
import type { EmbeddingModel } from '../providers/embedding-model.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { contentHash } from './content-hash.ts'
import { toPassages } from './passages.ts'
import { quantize } from './quantize.ts'
import type { PassagePlace, VectorKey, VectorRow } from './tables.ts'
import type { MessageText, ThreadToRead } from './thread-texts.ts'
import type { VectorStore } from './vector-store.ts'

export interface BuildThreadDeps {
  readonly model: EmbeddingModel
  readonly store: VectorStore
  /** Resolves when nothing else needs what the model runs on. */
  readonly whenQuiet: (signal: AbortSignal) => Promise<void>
  /** A share of the thread, 0 to 1. */
  readonly onShare: (share: number) => void
}

export type BuildError = ProviderError | StorageError

/** Texts of one call: an answer that is asked for meanwhile waits no longer than these take. */
const batchSize = 32

/** Batches between two times that what has come is stored. */
const storeEvery = 8

/** Texts that are looked up at once: each may bring a row of its own into memory. */
const lookUpSize = 100

interface HashedPassage extends PassagePlace {
  readonly text: string
  readonly hash: string
}

/** The row as it is stored now. Aborted: what has come is kept where it was stored. */
export const buildThread = async (
  deps: BuildThreadDeps,
  thread: ThreadToRead,
  messages: readonly MessageText[],
  signal: AbortSignal,
): Promise<Result<VectorRow, BuildError>> => {
  const { model, store } = deps
  const passages = await hashed(model.id, messages)
  const known = await knownVectors(deps, thread, passages)
  if (!known.ok) return known
  const vectors = known.value
  const missing = [...new Map(passages.map(passage => [passage.hash, passage])).values()].filter(
    ({ hash }) => !vectors.has(hash),
  )
  const keep = (madeFrom: string): Promise<Result<VectorRow, StorageError>> =>
    storeRow(store, toRow(model.id, thread, madeFrom, passages, vectors))

  for (let from = 0, batches = 1; from < missing.length; from += batchSize, batches += 1) {
    await deps.whenQuiet(signal)
    if (signal.aborted) return afterKeeping(keep, from, { type: 'stream-cut' })
    const batch = missing.slice(from, from + batchSize)
    const made = await model.embed(
      batch.map(({ text }) => text),
      'passage',
      signal,
    )
    if (!made.ok) return afterKeeping(keep, from, made.error)
    const wrong = misfit(made.value, batch.length, vectors)
    if (wrong) return afterKeeping(keep, from, wrong)
    batch.forEach(({ hash }, index) => {
      const vector = made.value[index]
      if (vector) vectors.set(hash, quantize(vector))
    })
    deps.onShare(Math.min(1, (from + batch.length) / missing.length))
    if (batches % storeEvery !== 0) continue
    const kept = await keep('')
    if (!kept.ok) return kept
  }
  return keep(thread.madeFrom)
}

/** The reason stands, whether or not what came before it could be stored. */
const afterKeeping = async (
  keep: (madeFrom: string) => Promise<unknown>,
  made: number,
  error: ProviderError,
): Promise<Result<never, ProviderError>> => {
  if (made > 0) await keep('')
  return err(error)
}

const hashed = async (
  modelId: string,
  messages: readonly MessageText[],
): Promise<readonly HashedPassage[]> => {
  const passages = messages.flatMap(({ messageId, text }) =>
    toPassages(text).map(passage => ({ ...passage, messageId })),
  )
  return Promise.all(
    passages.map(async passage => ({ ...passage, hash: await contentHash(modelId, passage.text) })),
  )
}

type VectorByHash = Map<string, Int8Array>

const knownVectors = async (
  { model, store }: BuildThreadDeps,
  { workspaceId, roomId }: ThreadToRead,
  passages: readonly HashedPassage[],
): Promise<Result<VectorByHash, StorageError>> => {
  const vectors: VectorByHash = new Map()
  const wanted = new Set(passages.map(({ hash }) => hash))
  const key: VectorKey = [model.id, workspaceId, roomId]
  // Nearly all of a thread that has grown is in its own row: one read instead of many look-ups.
  const own = await store.read(key)
  if (!own.ok) return own
  if (own.value) take(own.value, wanted, vectors)
  const missing = [...wanted].filter(hash => !vectors.has(hash))
  for (let from = 0; from < missing.length; from += lookUpSize) {
    // A thread like this one has most of it: its row is read once and not for every page.
    const still = missing.slice(from, from + lookUpSize).filter(hash => !vectors.has(hash))
    if (still.length === 0) continue
    const rows = await store.holding(still)
    if (!rows.ok) return rows
    for (const row of rows.value) take(row, wanted, vectors)
  }
  return ok(vectors)
}

const take = (row: VectorRow, wanted: ReadonlySet<string>, vectors: VectorByHash): void => {
  const { dimension, bytes } = row
  row.hashes.forEach((hash, index) => {
    if (!wanted.has(hash) || vectors.has(hash)) return
    const [first] = vectors.values()
    if (first && first.length !== dimension) return
    vectors.set(hash, new Int8Array(bytes.slice(index * dimension, (index + 1) * dimension).buffer))
  })
}

/** A model that is suddenly another one must not be mixed with what it was. */
const misfit = (
  made: readonly Float32Array[],
  count: number,
  vectors: VectorByHash,
): ProviderError | undefined => {
  const [first] = vectors.values()
  const dimension = first?.length ?? made[0]?.length
  return made.length === count && made.every(vector => vector.length === dimension)
    ? undefined
    : { type: 'stream-malformed', detail: 'The vectors differ in length from those made before.' }
}

/** Bytes of a row beside its vectors, for each passage: its place, its hash, and the index. */
const entrySize = 120

const toRow = (
  modelId: string,
  { workspaceId, roomId }: ThreadToRead,
  madeFrom: string,
  passages: readonly HashedPassage[],
  vectors: VectorByHash,
): VectorRow => {
  const made = passages.filter(({ hash }) => vectors.has(hash))
  const [first] = vectors.values()
  const dimension = first?.length ?? 0
  const bytes = new Uint8Array(made.length * dimension)
  made.forEach(({ hash }, index) => {
    const vector = vectors.get(hash)
    if (vector) bytes.set(new Uint8Array(vector.buffer), index * dimension)
  })
  return {
    modelId,
    workspaceId,
    roomId,
    madeFrom,
    size: bytes.length + made.length * entrySize,
    dimension,
    entries: made.map(({ messageId, offset }) => ({ messageId, offset })),
    hashes: made.map(({ hash }) => hash),
    bytes,
  }
}

const storeRow = async (store: VectorStore, row: VectorRow): Promise<Result<VectorRow, StorageError>> => {
  const stored = await store.put(row)
  return stored.ok ? ok(row) : stored
}
