/**
 * Keeps the index as the rows are, for as long as this tab is the one that writes it: once through all that differs,
 * newest first, then after each commit.
 */

import { type Clock, sleep } from '@weft/shared/env.ts'
import { openUpdateIndex, type UpdateIndex, type UpdateIndexDeps } from './update-index.ts'

export interface KeepIndexDeps extends UpdateIndexDeps {
  readonly clock: Clock
}

export interface IndexKeeper {
  /** A room's log has grown, or a text of its attachments has come. */
  readonly look: (roomId: string) => void
  /** Everything is made again: it is damaged, or a person asks. */
  readonly rebuild: () => void
  /** Goes on until the signal aborts; one on a device at a time. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

/** After a hint, milliseconds: an answer is followed by its title, an import by its next thread. */
const settleFor = 150
/** After a failure, milliseconds: the disk may be full, or the connection lost. */
const retryAfter = 5_000

export const createIndexKeeper = (deps: KeepIndexDeps): IndexKeeper => {
  const { clock } = deps
  const looked = new Set<string>()
  let isAllDue = true
  let isRebuildDue = false
  let isRunning = false
  /** Ends what is being made of what is to be dropped. */
  let making = new AbortController()
  let wake = (): void => undefined

  const called = (signal: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      if (signal.aborted || looked.size > 0 || isAllDue || isRebuildDue) return resolve()
      wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })

  const lookOnce = async (index: UpdateIndex, signal: AbortSignal): Promise<void> => {
    const rooms = isAllDue ? 'all' : [...looked]
    isAllDue = false
    looked.clear()
    await index.look(rooms, AbortSignal.any([signal, making.signal]))
  }

  const runOnce = async (signal: AbortSignal): Promise<void> => {
    const isAnew = isRebuildDue
    isRebuildDue = false
    making = new AbortController()
    const index = await openUpdateIndex(deps, isAnew)
    isAllDue = true
    try {
      while (!signal.aborted && !making.signal.aborted) {
        await lookOnce(index, signal)
        await called(signal)
        // One burst, one commit.
        await sleep(clock, settleFor, signal)
      }
    } finally {
      // Whoever opens the index next must not meet half of a merge.
      await index.merged()
    }
  }

  return {
    look: roomId => {
      looked.add(roomId)
      wake()
    },
    rebuild: () => {
      // Who comes next opens it anew, and finds what is wrong with it.
      if (!isRunning) return
      isRebuildDue = true
      making.abort()
      wake()
    },
    run: async signal => {
      isRunning = true
      while (!signal.aborted) {
        try {
          await runOnce(signal)
        } catch {
          // What was half done is found to differ and done again.
          await sleep(clock, retryAfter, signal)
        }
      }
      isRunning = false
    },
  }
}
