/** What the pages of settings read: how much there is, and how the browser keeps it. */

import { useEffect, useState } from 'react'
import type { StorageInfo } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'

export interface Counts {
  readonly threads: number
  readonly messages: number
}

/** Between two counts, milliseconds; more where counting takes long. */
const countEvery = 1_000

/** Of the time, the part that is spent on counting is at most one in so many. */
const countShare = 20

/**
 * How many threads and messages are on this device, those in Trash included. Counted now and again, and not after each
 * write: a database counts by looking at each, which would hold up a restore of many.
 */
export const useCounts = (): Counts | undefined => {
  const { database, env } = usePage()
  const [counts, setCounts] = useState<Counts>()

  useEffect(() => {
    let isWanted = true
    let cancel = (): void => undefined
    const count = async (): Promise<void> => {
      const from = performance.now()
      const [threads, messages] = await Promise.all([
        database.table('threads').count(),
        database.table('messages').count(),
      ])
      if (!isWanted) return
      setCounts(before =>
        before?.threads === threads && before.messages === messages ? before : { threads, messages },
      )
      const wait = Math.max(countEvery, (performance.now() - from) * countShare)
      // Storage that cannot be read is told elsewhere.
      cancel = env.clock.after(wait, () => void count().catch(() => undefined))
    }
    count().catch(() => undefined)
    return () => {
      isWanted = false
      cancel()
    }
  }, [database, env])

  return counts
}

export interface StorageQuery {
  readonly info: StorageInfo | undefined
  /** Asks again, after something was changed that the browser does not announce. */
  readonly refresh: () => void
}

/** Room used and allowed, and whether the browser may take it away. */
export const useStorage = (): StorageQuery => {
  const { engine } = usePage()
  const [info, setInfo] = useState<StorageInfo>()
  const [asked, setAsked] = useState(0)

  useEffect(() => {
    let wanted = true
    void engine.storageInfo().then(answer => wanted && setInfo(answer))
    return () => {
      wanted = false
    }
  }, [engine, asked])

  return { info, refresh: () => setAsked(asked + 1) }
}
