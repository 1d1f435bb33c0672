/**
 * Brings one file of a model into its cache. A large one comes in pieces, each kept as it comes, so that whatever
 * breaks costs one piece; they are put together when the last is here, checked on the way.
 */

import { err, ok, type Result, tryAsync } from '@weft/shared/result.ts'
import { askHost, type HostDeps } from './ask-host.ts'
import { type Bytes, checkBody } from './checked-body.ts'
import { type ModelFile, pieceCache } from './model-file.ts'
import type { ModelStore } from './model-store.ts'
import { createTally } from './tally.ts'

export interface FetchFileDeps extends HostDeps {
  readonly store: ModelStore
  /** Bytes of this file that are here, whenever that changes; fewer when some turned out to be worth nothing. */
  readonly onHere: (bytes: number) => void
  /** Bytes that may still be stored before threads would want for room; undefined when the browser does not say. */
  readonly room: () => Promise<number | undefined>
}

export type FileProblem =
  /** The connection failed, or broke before the end. */
  | { readonly type: 'cut' }
  | { readonly type: 'refused'; readonly status: number; readonly retryAfter: string | null }
  /** What came is not what the host says it should be; nothing of it is kept. */
  | { readonly type: 'damaged' }
  | StorageProblem

export type StorageProblem =
  | { readonly type: 'disk-full' }
  | { readonly type: 'storage-failed'; readonly detail: string }

/** Bytes of one piece: some seconds of a slow line. */
export const pieceBytes = 16 * 1024 * 1024

interface Place {
  readonly cache: string
  readonly url: string
}

const pieceOf = (url: string, start: number): Place => {
  const piece = new URL(url)
  piece.searchParams.set('weft-piece', String(start))
  return { cache: pieceCache, url: piece.href }
}

/** Resolves when the file is whole, checked and in its cache. Storage may fail at any step, also where it only looks. */
export const fetchFile = async (
  file: ModelFile,
  deps: FetchFileDeps,
  signal: AbortSignal,
): Promise<Result<void, FileProblem>> => {
  const brought = await tryAsync(() => bringFile(file, deps, signal), storageProblem)
  return brought.ok ? brought.value : brought
}

const bringFile = async (
  file: ModelFile,
  deps: FetchFileDeps,
  signal: AbortSignal,
): Promise<Result<void, FileProblem>> => {
  const { bytes } = file
  if (await deps.store.has(file.cache, file.url)) {
    deps.onHere(bytes ?? 0)
    return ok(undefined)
  }
  if (bytes !== undefined && bytes > pieceBytes) return fetchInPieces({ ...file, bytes }, deps, signal)
  const answer = await ask(file.url, {}, deps, signal)
  return answer.ok ? storeBody(answer.value.body, file, file, deps) : answer
}

const ask = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<Awaited<ReturnType<typeof askHost>>, FileProblem>> => {
  try {
    const answer = await askHost(url, headers, deps, signal)
    const { status } = answer.response
    if (answer.response.ok) return ok(answer)
    void answer.body.cancel().catch(() => undefined)
    return err({ type: 'refused', status, retryAfter: answer.response.headers.get('Retry-After') })
  } catch {
    return err({ type: 'cut' })
  }
}

/** What has passed counts until the end shows that it was worth nothing. */
const storeBody = async (
  body: ReadableStream<Bytes>,
  place: Place,
  expected: Pick<ModelFile, 'bytes' | 'digest'>,
  { store, onHere }: Pick<FetchFileDeps, 'store' | 'onHere'>,
): Promise<Result<void, FileProblem>> => {
  let here = 0
  const checked = await checkBody(body, expected, count => {
    here += count
    onHere(here)
  })
  try {
    await store.put(place.cache, place.url, checked.stream)
    return ok(undefined)
  } catch (cause) {
    onHere(0)
    const broken = checked.broken()
    return err(broken ? { type: broken } : storageProblem(cause))
  }
}

export const storageProblem = (cause: unknown): StorageProblem =>
  cause instanceof DOMException && cause.name === 'QuotaExceededError'
    ? { type: 'disk-full' }
    : { type: 'storage-failed', detail: cause instanceof Error ? cause.message : String(cause) }

const startsOf = (bytes: number): readonly number[] =>
  Array.from({ length: Math.ceil(bytes / pieceBytes) }, (_unused, index) => index * pieceBytes)

type LargeFile = ModelFile & { readonly bytes: number }

const lengthOf = ({ bytes }: LargeFile, start: number): number => Math.min(pieceBytes, bytes - start)

const missingPieces = async (file: LargeFile, store: ModelStore): Promise<readonly number[]> => {
  const missing: number[] = []
  for (const start of startsOf(file.bytes)) {
    const { cache, url } = pieceOf(file.url, start)
    if (!(await store.has(cache, url))) missing.push(start)
  }
  return missing
}

/** Bytes of a file that are still to be fetched; 0 where its size is not known. */
export const bytesMissing = async (file: ModelFile, store: ModelStore): Promise<number> => {
  const { bytes = 0 } = file
  if (await store.has(file.cache, file.url)) return 0
  if (bytes <= pieceBytes) return bytes
  const large = { ...file, bytes }
  return (await missingPieces(large, store)).reduce((sum, start) => sum + lengthOf(large, start), 0)
}

/** One at a time would leave the line idle while it is stored, and until the host begins the next. */
const piecesAtOnce = 2

const fetchInPieces = async (
  file: LargeFile,
  deps: FetchFileDeps,
  signal: AbortSignal,
): Promise<Result<void, FileProblem>> => {
  const [first, ...others] = await missingPieces(file, deps.store)
  if (first === undefined) {
    deps.onHere(file.bytes)
    return joinPieces(file, deps)
  }
  const missing = new Set([first, ...others])
  const present = startsOf(file.bytes).filter(start => !missing.has(start))
  const notice = createTally(
    present.map(start => [start, lengthOf(file, start)]),
    deps.onHere,
  )

  const storePiece = (start: number, body: ReadableStream<Bytes>) =>
    storeBody(
      body,
      pieceOf(file.url, start),
      { bytes: lengthOf(file, start) },
      {
        store: deps.store,
        onHere: bytes => notice(start, bytes),
      },
    )

  // The first shows whether the host knows ranges: one that does not sends the whole, also what was here already.
  const answer = await askPiece(file, first, deps, signal)
  if (!answer.ok) return answer
  if (answer.value.response.status !== 206) {
    const stored = await storeBody(answer.value.body, file, file, deps)
    if (stored.ok) await dropPieces(file, deps.store)
    return stored
  }
  let fetched = await storePiece(first, answer.value.body)

  const left = [...others]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined && fetched.ok; next = left.shift()) {
      const piece = await askPiece(file, next, deps, signal)
      const stored = piece.ok ? await storePiece(next, piece.value.body) : piece
      if (!stored.ok) fetched = stored
    }
  }
  await Promise.all(Array.from({ length: piecesAtOnce }, work))
  return fetched.ok ? joinPieces(file, deps) : fetched
}

const askPiece = (file: LargeFile, start: number, deps: HostDeps, signal: AbortSignal) =>
  ask(
    file.url,
    { Range: `bytes=${String(start)}-${String(start + lengthOf(file, start) - 1)}` },
    deps,
    signal,
  )

/**
 * Nothing new comes, so nothing is counted; what does not fit together is dropped and counts no more. Where the disk
 * would not hold the file twice, each piece goes when it has been passed on: a tab that ends just then has those to
 * fetch again.
 */
const joinPieces = async (
  file: LargeFile,
  { store, onHere, room }: FetchFileDeps,
): Promise<Result<void, FileProblem>> => {
  const spare = await room()
  const joined = pieces(file, store, { keep: spare === undefined || spare >= file.bytes })
  const counting = { store, onHere: () => undefined }
  const stored = await storeBody(joined, file, file, counting)
  const isWorthless = !stored.ok && (stored.error.type === 'damaged' || stored.error.type === 'cut')
  if (stored.ok || isWorthless) await dropPieces(file, store)
  if (!isWorthless) return stored
  onHere(0)
  return err({ type: 'damaged' })
}

/** One after the other, each opened when it is its turn, and dropped when it has passed unless it is kept. */
const pieces = (
  file: LargeFile,
  store: ModelStore,
  { keep }: { readonly keep: boolean },
): ReadableStream<Bytes> => {
  const left = [...startsOf(file.bytes)]
  let at: Place | undefined
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  const pull = async (controller: ReadableStreamDefaultController<Bytes>): Promise<void> => {
    for (;;) {
      const read = await reader?.read()
      if (read && !read.done) return controller.enqueue(read.value)
      if (at && !keep) await store.remove(at.cache, at.url)
      const start = left.shift()
      if (start === undefined) return controller.close()
      at = pieceOf(file.url, start)
      // Cleared away by the browser meanwhile: the file is short, and shows itself as broken.
      reader = (await store.read(at.cache, at.url))?.getReader()
    }
  }
  return new ReadableStream<Bytes>({ pull })
}

/** Whole or in pieces. */
export const dropFile = async (file: ModelFile, store: ModelStore): Promise<void> => {
  await store.remove(file.cache, file.url)
  await dropPieces(file, store)
}

export const dropPieces = async (
  { url, bytes }: Pick<ModelFile, 'url' | 'bytes'>,
  store: ModelStore,
): Promise<void> => {
  for (const start of startsOf(bytes ?? 0)) {
    const piece = pieceOf(url, start)
    await store.remove(piece.cache, piece.url)
  }
}
