/** What the pages of settings read: how much there is, and how the browser keeps it. */

import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import type { StorageInfo } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'

export interface Counts {
  readonly threads: number
  readonly messages: number
}

/** How many threads and messages are on this device, those in Trash included. */
export const useCounts = (): Counts | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const [threads, messages] = await Promise.all([
      database.table('threads').count(),
      database.table('messages').count(),
    ])
    return { threads, messages }
  }, [database])
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
