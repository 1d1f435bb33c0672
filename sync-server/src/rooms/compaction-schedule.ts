/** When the compactor looks for rooms: now and then while something is written, and once at the start. */

import type { Clock } from '@weft/shared/env.ts'
import type { Compactor } from './compactor.ts'

export interface CompactionSchedule {
  /** Something was stored: the next look is worth it. */
  readonly noticeStored: () => void
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly clock: Clock
  readonly compactor: Pick<Compactor, 'run' | 'stop'>
}

/** A look is one query on an index of few rows; a room grows by 64 rows no faster than this matters. */
const every = 5_000

export const startCompactionSchedule = ({ clock, compactor }: Deps): CompactionSchedule => {
  let stored = true
  let cancel = (): void => undefined

  const look = async (): Promise<void> => {
    if (stored) {
      stored = false
      // Rooms that were not at rest come to rest without anything being stored.
      if ((await compactor.run()) > 0) stored = true
    }
    cancel = clock.after(every, () => void look())
  }

  void look()
  return {
    noticeStored: () => {
      stored = true
    },
    stop: () => {
      cancel()
      return compactor.stop().finally(() => cancel())
    },
  }
}
