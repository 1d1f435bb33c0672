/** The thread next to one in the sidebar: pinned ones first, then the others, newest first. */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from '../../core/database.ts'
import type { Shelf, ThreadRow } from './tables.ts'

const shelves: readonly Shelf[] = ['pinned', 'active']

/** `from` undefined: nothing is open, so the first is next. Undefined at either end of the list. */
export const findNeighbour = async (
  database: Database,
  from: ThreadRow | undefined,
  direction: 'next' | 'previous',
): Promise<ThreadRow | undefined> => {
  const threads = database.table<ThreadRow, [WorkspaceId, ThreadId]>('threads').where('[shelf+lastAt]')
  const isNext = direction === 'next'

  const nearest = (shelf: Shelf, than: ThreadRow | undefined): Promise<ThreadRow | undefined> => {
    const edge = than?.shelf === shelf ? than.lastAt : undefined
    return isNext
      ? threads
          .between([shelf, Dexie.minKey], [shelf, edge ?? Dexie.maxKey], true, edge === undefined)
          .reverse()
          .first()
      : threads
          .between([shelf, edge ?? Dexie.minKey], [shelf, Dexie.maxKey], edge === undefined, true)
          .first()
  }

  const order = isNext ? shelves : shelves.toReversed()
  const start = from === undefined ? 0 : Math.max(0, order.indexOf(from.shelf))
  for (const shelf of order.slice(start)) {
    const found = await nearest(shelf, from)
    if (found !== undefined) return found
  }
  return undefined
}
