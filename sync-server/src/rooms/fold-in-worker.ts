/** Folding in a thread of its own, one room at a time, under a watchdog. The thread is started at the first room. */

import { Worker } from 'node:worker_threads'
import type { Clock } from '@weft/shared/env.ts'
import { err, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Folded, FoldError, FoldInput } from './compact.ts'

/** fold-timeout: it took longer than the watchdog waits. fold-crashed: the thread ended, for memory most likely. */
export type FoldFailure = FoldError | TaggedError<'fold-timeout' | 'fold-crashed'>

export interface Folder {
  /** Not before the last one has resolved. */
  readonly fold: (input: FoldInput) => Promise<Result<Folded, FoldFailure>>
  readonly stop: () => Promise<void>
}

export interface FolderLimits {
  /** An update made to take for ever, in milliseconds. A room of 64 MB takes about three seconds. */
  readonly watchdog: number
  /** An update made to take all memory, in MB. */
  readonly memory: number
}

export const folderLimits: FolderLimits = { watchdog: 20_000, memory: 1_024 }

export const createFolder = (
  clock: Clock,
  limits: FolderLimits = folderLimits,
  script: URL = new URL('compaction-worker.ts', import.meta.url),
): Folder => {
  let running: Worker | undefined

  const start = (): Worker => {
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: limits.memory } })
    // It must not keep the process alive.
    worker.unref()
    return worker
  }

  const end = async (): Promise<void> => {
    const worker = running
    running = undefined
    await worker?.terminate()
  }

  return {
    fold: input =>
      new Promise(resolve => {
        const worker = (running ??= start())
        const settle = (result: Result<Folded, FoldFailure>): void => {
          cancel()
          worker.off('message', settle)
          worker.off('error', crash)
          worker.off('exit', crash)
          resolve(result)
        }
        const crash = (): void => {
          running = undefined
          settle(err({ type: 'fold-crashed' }))
        }
        const cancel = clock.after(limits.watchdog, () => {
          settle(err({ type: 'fold-timeout' }))
          void end()
        })
        worker.on('message', settle)
        worker.on('error', crash)
        worker.on('exit', crash)
        worker.postMessage(input)
      }),
    stop: end,
  }
}
