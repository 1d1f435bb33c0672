/**
 * Brings all files of a model, some at once, and goes on where it was when it is called again. What passes by itself is
 * waited for here; what does not ends it with its name, and everything that has come stays.
 */

import { type Clock, type Random, sleep } from '@weft/shared/env.ts'
import { err, ok, type Result, tryAsync } from '@weft/shared/result.ts'
import { readRetryAfter } from '../../providers/retry-after.ts'
import type { Fetch } from '../../providers/exchange.ts'
import type { DeviceModel } from '../device-model.ts'
import type { DownloadError } from './download-error.ts'
import { dropOutdated } from './drop-outdated.ts'
import {
  bytesMissing,
  fetchFile,
  type FileProblem,
  storageProblem,
  type StorageProblem,
} from './fetch-file.ts'
import { listFiles } from './list-files.ts'
import type { ModelFile } from './model-file.ts'
import type { ModelStore } from './model-store.ts'
import { createTally } from './tally.ts'
import { fileName } from './read-host-json.ts'

export interface DownloadDeps {
  readonly clock: Clock
  readonly random: Random
  readonly fetch: Fetch
  readonly store: ModelStore
  readonly isOnline: () => boolean
  /** Bytes that may still be stored before threads would want for room; undefined when the browser does not say. */
  readonly room: () => Promise<number | undefined>
}

export interface DownloadProgress {
  readonly doneBytes: number
  /** Of the files whose size is known; it grows when a host tells sizes late. */
  readonly totalBytes: number
}

export interface DownloadEvents {
  /** What the model is made of: known before the first of it comes. */
  readonly onFiles: (files: readonly ModelFile[]) => void
  readonly onProgress: (progress: DownloadProgress) => void
}

/** More at once would only make each slower; one alone leaves the line idle between two files. */
const filesAtOnce = 3
/** Tries of one file that come no further than the one before. */
const maxTries = 5
/** Of one file. A connection that broke before is no reason to blame the host earlier. */
const maxDamages = 2
const firstDelay = 1_000
const longestDelay = 30_000

/**
 * Resolves when every file is here, or with why not; with null when `signal` aborted. Of the files that it was made of
 * earlier, those that are not listed any more go, and those of another version.
 */
export const downloadModel = async (
  model: DeviceModel,
  earlier: readonly ModelFile[],
  deps: DownloadDeps,
  events: DownloadEvents,
  signal: AbortSignal,
): Promise<Result<void, DownloadError> | null> => {
  const listed = await listPatiently(model, deps, signal)
  if (signal.aborted) return null
  if (!listed.ok) return err(named(listed.error, deps))
  const files = listed.value
  // Before they are forgotten, and before their room is asked for.
  const dropped = await tryAsync(() => dropOutdated(earlier, files, deps.store), storageError)
  if (!dropped.ok) return dropped
  events.onFiles(files)
  const problem = await findRoom(files, deps)
  if (problem) return err(problem)
  const failed = await fetchAll(files, deps, events, signal)
  if (signal.aborted) return null
  return failed ? err(named(failed, deps)) : ok(undefined)
}

/** Some at once; what one of them fails for ends the others too. */
const fetchAll = async (
  files: readonly ModelFile[],
  deps: DownloadDeps,
  { onProgress }: DownloadEvents,
  signal: AbortSignal,
): Promise<DownloadError | undefined> => {
  const total = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  const tell = (done: number): void => onProgress({ doneBytes: done, totalBytes: Math.max(total, done) })
  const notice = createTally<ModelFile>([], tell)
  tell(0)

  const left = [...files]
  let problem: DownloadError | undefined
  const stop = new AbortController()
  const ending = AbortSignal.any([signal, stop.signal])
  const giveUp = (error: DownloadError): void => {
    problem ??= error
    stop.abort()
  }
  const work = async (): Promise<void> => {
    for (let file = left.shift(); file && !ending.aborted; file = left.shift()) {
      const fetched = await fetchPatiently(file, bytes => notice(file, bytes), deps, ending)
      if (!fetched.ok && !ending.aborted) giveUp(fetched.error)
    }
  }
  // One that broke off by itself would leave the others at work for nobody.
  const works = Array.from({ length: filesAtOnce }, () => work().catch(cause => giveUp(storageError(cause))))
  await Promise.all(works)
  return problem
}

const findRoom = async (
  files: readonly ModelFile[],
  deps: DownloadDeps,
): Promise<DownloadError | undefined> => {
  const shortage = await tryAsync(() => missingRoom(files, deps), storageError)
  if (!shortage.ok) return shortage.error
  return shortage.value > 0 ? { type: 'no-room', missingBytes: shortage.value } : undefined
}

/** Bytes that would have to be made free first. */
const missingRoom = async (files: readonly ModelFile[], { store, room }: DownloadDeps): Promise<number> => {
  const free = await room()
  if (free === undefined) return 0
  let wanted = 0
  for (const file of files) wanted += await bytesMissing(file, store)
  return Math.max(0, wanted - free)
}

const fetchPatiently = async (
  file: ModelFile,
  notice: (bytes: number) => void,
  deps: DownloadDeps,
  signal: AbortSignal,
): Promise<Result<void, DownloadError>> => {
  let furthest = 0
  let damages = 0
  const onHere = (bytes: number): void => {
    furthest = Math.max(furthest, bytes)
    notice(bytes)
  }
  for (let attempt = 1; ; attempt += 1) {
    const before = furthest
    const fetched = await fetchFile(file, { ...deps, onHere }, signal)
    if (fetched.ok || signal.aborted) return ok(undefined)
    const { error } = fetched
    if (error.type === 'damaged') {
      damages += 1
      if (damages >= maxDamages) return err(toDownloadError(error, file))
      // It begins again from nothing, and so does the counting of tries.
      furthest = 0
      attempt = 0
      continue
    }
    if (furthest > before && error.type === 'cut') attempt = 1
    const wait = delayBefore(error, attempt, deps)
    if (wait === null) return err(toDownloadError(error, file))
    await sleep(deps.clock, wait, signal)
  }
}

const listPatiently = async (
  model: DeviceModel,
  deps: DownloadDeps,
  signal: AbortSignal,
): ReturnType<typeof listFiles> => {
  for (let attempt = 1; ; attempt += 1) {
    const listed = await listFiles(model, deps, signal)
    if (listed.ok || signal.aborted || attempt >= maxTries || !mayPass(listed.error)) return listed
    // Without a network the person is told at once; the download waits for one.
    if (!deps.isOnline()) return listed
    await sleep(deps.clock, backOff(attempt, deps), signal)
  }
}

const transientStatus = (status: number): boolean => status === 408 || status === 429 || status >= 500

const mayPass = ({ type, status }: DownloadError): boolean =>
  type === 'unreachable' || (type === 'refused' && status !== undefined && transientStatus(status))

/** As for answers of providers: half of a doubling delay is left to chance (`runs/retry.ts`). */
const backOff = (attempt: number, { random }: DownloadDeps): number => {
  const ceiling = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1))
  return ceiling / 2 + (ceiling / 2) * random.fraction()
}

/** Milliseconds before the file is asked for again; null when that is of no use. */
const delayBefore = (
  error: Exclude<FileProblem, { readonly type: 'damaged' }>,
  attempt: number,
  deps: DownloadDeps,
): number | null => {
  switch (error.type) {
    case 'disk-full':
    case 'storage-failed':
      return null
    case 'cut':
      return attempt < maxTries ? backOff(attempt, deps) : null
    case 'refused': {
      if (attempt >= maxTries || !transientStatus(error.status)) return null
      const headers = new Headers(error.retryAfter === null ? {} : { 'Retry-After': error.retryAfter })
      return Math.max(readRetryAfter(headers, '', deps.clock.now()) ?? 0, backOff(attempt, deps))
    }
  }
}

const toDownloadError = (error: FileProblem, { url }: ModelFile): DownloadError => {
  const detail = fileName(url)
  switch (error.type) {
    case 'cut':
      return { type: 'unreachable', detail }
    case 'refused':
      return error.status === 404
        ? { type: 'file-missing', detail }
        : { type: 'refused', status: error.status, detail }
    case 'damaged':
      return { type: 'damaged', detail }
    case 'disk-full':
    case 'storage-failed':
      return fromStorage(error)
  }
}

const fromStorage = (problem: StorageProblem): DownloadError =>
  problem.type === 'disk-full' ? { type: 'no-room' } : { type: 'storage-failed', detail: problem.detail }

const storageError = (cause: unknown): DownloadError => fromStorage(storageProblem(cause))

/** Without a network nobody is to blame. */
const named = (error: DownloadError, { isOnline }: DownloadDeps): DownloadError =>
  error.type === 'unreachable' && !isOnline() ? { type: 'offline' } : error
