/** Work in a thread of its own, one piece at a time, under a watchdog. The thread is started with the first piece. */

import { Worker } from 'node:worker_threads'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'

/** thread-timeout: it took longer than the watchdog waits. thread-crashed: it ended, for memory most likely. */
export type ThreadFailure = TaggedError<'thread-timeout' | 'thread-crashed'>

export interface WatchedThread<Input, Output> {
  /** Not before the last one has resolved. */
  readonly run: (input: Input) => Promise<Result<Output, ThreadFailure>>
  readonly stop: () => Promise<void>
}

export interface ThreadLimits {
  /** An update made to take for ever, in milliseconds. A room of 64 MB takes about three seconds. */
  readonly watchdog: number
  /** An update made to take all memory, in MB. */
  readonly memory: number
}

export const threadLimits: ThreadLimits = { watchdog: 20_000, memory: 1_024 }

/** `script` answers each message it gets with one of its own. */
export const createWatchedThread = <Input, Output>(
  clock: Clock,
  limits: ThreadLimits,
  script: URL,
): WatchedThread<Input, Output> => {
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
    run: input =>
      new Promise(resolve => {
        const worker = (running ??= start())
        const settle = (result: Result<Output, ThreadFailure>): void => {
          cancel()
          worker.off('message', answer)
          worker.off('error', crash)
          worker.off('exit', crash)
          resolve(result)
        }
        const answer = (output: Output): void => settle(ok(output))
        const crash = (): void => {
          running = undefined
          settle(err({ type: 'thread-crashed' }))
        }
        const cancel = clock.after(limits.watchdog, () => {
          settle(err({ type: 'thread-timeout' }))
          void end()
        })
        worker.on('message', answer)
        worker.on('error', crash)
        worker.on('exit', crash)
        worker.postMessage(input)
      }),
    stop: end,
  }
}
