import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from './tables.ts'
import { pageSize, readRange } from './thread-list-queries.ts'

const byDeletion = (a: ThreadRow, b: ThreadRow): number => (b.trashedAt ?? 0) - (a.trashedAt ?? 0)

/**
 * Everything in Trash, deleted last first. No index has that order, so all of it is read, in pieces that leave the page
 * time between them.
 */
export const useTrash = (): readonly ThreadRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const found: ThreadRow[] = []
    for (let below: number | undefined; ; ) {
      const range = { limit: pageSize, ...(below === undefined ? {} : { below }) }
      const rows = await readRange(database, '[shelf+lastAt]', ['trash'], range)
      const border = rows.at(-1)?.lastAt
      found.push(...rows.filter(row => rows.length < pageSize || row.lastAt !== border))
      if (rows.length < pageSize || border === undefined) return found.toSorted(byDeletion)
      // What was said in the same millisecond as the last of them is read whole.
      found.push(
        ...(await readRange(database, '[shelf+lastAt]', ['trash'], { from: border, below: border + 1 })),
      )
      below = border
    }
  }, [database])
}
