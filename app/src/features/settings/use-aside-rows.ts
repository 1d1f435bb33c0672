/** What is set aside on this device, newest last, with the thread it belongs to. */

import { useLiveQuery } from 'dexie-react-hooks'
import type { AsideReason } from '../../core/aside.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from '../threads/tables.ts'

export interface AsideRow {
  readonly key: string
  readonly reason: AsideReason
  /** Undefined for what belongs to no thread. */
  readonly thread: ThreadRow | undefined
}

/** More than anybody reads; the count says how many there are. */
const mostShown = 50

export interface AsideRows {
  readonly count: number
  readonly rows: readonly AsideRow[]
}

export const useAsideRows = (): AsideRows | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const all = database.updates.orderBy('[workspaceId+aside]')
    const stored = await all.clone().limit(mostShown).toArray()
    const threads = await database
      .table<ThreadRow>('threads')
      .where('roomId')
      .anyOf(stored.map(({ roomId }) => roomId))
      .toArray()
    const rows = stored.flatMap(({ roomId, number, aside }) =>
      // What was written again has a row of its own, which syncs.
      aside === undefined || aside === 'written-again'
        ? []
        : [
            {
              key: `${roomId}.${number}`,
              reason: aside,
              thread: threads.find(thread => thread.roomId === roomId),
            },
          ],
    )
    const again = stored.filter(({ aside }) => aside === 'written-again').length
    return { count: (await all.count()) - again, rows }
  }, [database])
}
