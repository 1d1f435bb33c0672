/**
 * Brings one file of a model into its cache. A large one comes in pieces, each kept as it comes, so that whatever
 * breaks costs one piece; they are put together when the last is here, checked on the way.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { askHost, type HostDeps } from './ask-host.ts'
import { type Bytes, checkBody } from './checked-body.ts'
import { type ModelFile, pieceCache } from './model-file.ts'
import type { ModelStore } from './model-store.ts'

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

/** Resolves when the file is whole, checked and in its cache. */
export const fetchFile = async (
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
  return answer.ok ? storeBody(answer.value.body, file, { ...file, before: 0 }, deps) : answer
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

interface Expected extends Pick<ModelFile, 'bytes' | 'digest'> {
  /** Bytes of the file that are here without this body. */
  readonly before: number
}

/** What has passed counts until the end shows that it was worth nothing. */
const storeBody = async (
  body: ReadableStream<Bytes>,
  place: Place,
  { before, ...expected }: Expected,
  { store, onHere }: Pick<FetchFileDeps, 'store' | 'onHere'>,
): Promise<Result<void, FileProblem>> => {
  let here = before
  const checked = await checkBody(body, expected, count => {
    here += count
    onHere(here)
  })
  try {
    await store.put(place.cache, place.url, checked.stream)
    return ok(undefined)
  } catch (cause) {
    onHere(before)
    const broken = checked.broken()
    return err(broken ? { type: broken } : storageProblem(cause))
  }
}

const storageProblem = (cause: unknown): FileProblem =>
  cause instanceof DOMException && cause.name === 'QuotaExceededError'
    ? { type: 'disk-full' }
    : { type: 'storage-failed', detail: cause instanceof Error ? cause.message : String(cause) }

const startsOf = (bytes: number): readonly number[] =>
  Array.from({ length: Math.ceil(bytes / pieceBytes) }, (_unused, index) => index * pieceBytes)

/** Bytes of a file that need not be fetched: all of it, or its pieces. */
export const bytesHere = async (file: ModelFile, store: ModelStore): Promise<number> => {
  const { bytes = 0 } = file
  if (await store.has(file.cache, file.url)) return bytes
  let here = 0
  for (const start of bytes > pieceBytes ? startsOf(bytes) : []) {
    const piece = pieceOf(file.url, start)
    if (await store.has(piece.cache, piece.url)) here += Math.min(pieceBytes, bytes - start)
  }
  return here
}

type LargeFile = ModelFile & { readonly bytes: number }

const fetchInPieces = async (
  file: LargeFile,
  deps: FetchFileDeps,
  signal: AbortSignal,
): Promise<Result<void, FileProblem>> => {
  for (const start of startsOf(file.bytes)) {
    const bytes = Math.min(pieceBytes, file.bytes - start)
    const piece = pieceOf(file.url, start)
    if (await deps.store.has(piece.cache, piece.url)) {
      deps.onHere(start + bytes)
      continue
    }
    const range = `bytes=${String(start)}-${String(start + bytes - 1)}`
    const answer = await ask(file.url, { Range: range }, deps, signal)
    if (!answer.ok) return answer
    const { response, body } = answer.value
    if (response.status !== 206) {
      // A host that knows no ranges sends the whole, and with it what was here already.
      const stored = await storeBody(body, file, { ...file, before: 0 }, deps)
      if (stored.ok) await dropPieces(file, deps.store)
      return stored
    }
    const stored = await storeBody(body, piece, { bytes, before: start }, deps)
    if (!stored.ok) return stored
  }
  return joinPieces(file, deps)
}

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
  const stored = await storeBody(joined, file, { ...file, before: file.bytes }, counting)
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

export const dropPieces = async (
  { url, bytes }: Pick<ModelFile, 'url' | 'bytes'>,
  store: ModelStore,
): Promise<void> => {
  for (const start of startsOf(bytes ?? 0)) {
    const piece = pieceOf(url, start)
    await store.remove(piece.cache, piece.url)
  }
}
