/** Folding in a watched thread, one room at a time. */

import type { Clock } from '@weft/shared/env.ts'
import { err, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Folded, FoldError, FoldInput } from './compact.ts'
import { createWatchedThread, type ThreadLimits, threadLimits } from './watched-thread.ts'

/** fold-timeout: it took longer than the watchdog waits. fold-crashed: the thread ended, for memory most likely. */
export type FoldFailure = FoldError | TaggedError<'fold-timeout' | 'fold-crashed'>

export interface Folder {
  /** Not before the last one has resolved. */
  readonly fold: (input: FoldInput) => Promise<Result<Folded, FoldFailure>>
  readonly stop: () => Promise<void>
}

export const createFolder = (
  clock: Clock,
  limits: ThreadLimits = threadLimits,
  script: URL = new URL('compaction-worker.ts', import.meta.url),
): Folder => {
  const thread = createWatchedThread<FoldInput, Result<Folded, FoldError>>(clock, limits, script)
  return {
    fold: async input => {
      const answered = await thread.run(input)
      if (answered.ok) return answered.value
      return err({ type: answered.error.type === 'thread-timeout' ? 'fold-timeout' : 'fold-crashed' })
    },
    stop: thread.stop,
  }
}
