import type { ThreadId } from '@weft/shared/ids.ts'
import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from '../threads/tables.ts'

/** The threads in which something was found; `undefined` until they are read. Those before stay until then. */
export const useFoundThreads = (ids: readonly ThreadId[]): ReadonlyMap<ThreadId, ThreadRow> | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const rows = await database
      .table<ThreadRow>('threads')
      .where('roomId')
      .anyOf([...ids])
      .toArray()
    return new Map(rows.map(row => [row.roomId, row]))
  }, [database, ids.join()])
}
