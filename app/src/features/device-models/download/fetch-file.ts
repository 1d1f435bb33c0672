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
  /** Bytes that are here now, or (negative) that turned out to be worth nothing. */
  readonly onBytes: (count: number) => void
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
    deps.onBytes(bytes ?? 0)
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
  { store, onBytes }: Pick<FetchFileDeps, 'store' | 'onBytes'>,
): Promise<Result<void, FileProblem>> => {
  let passed = 0
  const checked = await checkBody(body, expected, count => {
    passed += count
    onBytes(count)
  })
  try {
    await store.put(place.cache, place.url, checked.stream)
    return ok(undefined)
  } catch (cause) {
    onBytes(-passed)
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
      deps.onBytes(bytes)
      continue
    }
    const range = `bytes=${String(start)}-${String(start + bytes - 1)}`
    const answer = await ask(file.url, { Range: range }, deps, signal)
    if (!answer.ok) return answer
    const { response, body } = answer.value
    if (response.status !== 206) {
      // A host that knows no ranges sends the whole, and with it what was here already.
      deps.onBytes(-start)
      const stored = await storeBody(body, file, file, deps)
      if (stored.ok) await dropPieces(file, deps.store)
      return stored
    }
    const stored = await storeBody(body, piece, { bytes }, deps)
    if (!stored.ok) return stored
  }
  return joinPieces(file, deps)
}

/** Nothing new comes, so nothing is counted; what does not fit together is dropped and counts no more. */
const joinPieces = async (
  file: LargeFile,
  { store, onBytes }: FetchFileDeps,
): Promise<Result<void, FileProblem>> => {
  const stored = await storeBody(pieces(file, store), file, file, { store, onBytes: () => undefined })
  const isWorthless = !stored.ok && (stored.error.type === 'damaged' || stored.error.type === 'cut')
  if (stored.ok || isWorthless) await dropPieces(file, store)
  if (!isWorthless) return stored
  onBytes(-file.bytes)
  return err({ type: 'damaged' })
}

/** One after the other, each opened when it is its turn. */
const pieces = (file: LargeFile, store: ModelStore): ReadableStream<Bytes> => {
  const left = [...startsOf(file.bytes)]
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  const pull = async (controller: ReadableStreamDefaultController<Bytes>): Promise<void> => {
    for (;;) {
      const read = await reader?.read()
      if (read && !read.done) return controller.enqueue(read.value)
      const start = left.shift()
      if (start === undefined) return controller.close()
      const piece = pieceOf(file.url, start)
      // Cleared away by the browser meanwhile: the file is short, and shows itself as broken.
      reader = (await store.read(piece.cache, piece.url))?.getReader()
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
