/** Reads who is meant by a selection: ids of a whole list, and how chosen threads stand before something is done. */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, type Table } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { ListScope } from '../list-scope.ts'
import type { Shelf, ThreadRow } from '../tables.ts'
import type { ChosenThread } from './bulk-change.ts'

/** Rows that are read in one go: a few milliseconds of the page. */
const chunkSize = 250

const threadsOf = (database: Database): Table<ThreadRow, [WorkspaceId, ThreadId]> => database.table('threads')

const shelfOf = (database: Database, scope: ListScope, shelf: Shelf) =>
  scope.folderId === undefined
    ? threadsOf(database).where('[shelf+lastAt]').between([shelf, Dexie.minKey], [shelf, Dexie.maxKey])
    : threadsOf(database)
        .where('[folderId+shelf+lastAt]')
        .between([scope.folderId, shelf, Dexie.minKey], [scope.folderId, shelf, Dexie.maxKey])

/** Every thread of a list, however many of them it has read. Keys alone: five thousand are one read of an index. */
export const readScope = async (database: Database, scope: ListScope): Promise<ReadonlySet<ThreadId>> => {
  const keys = await Promise.all(scope.shelves.map(shelf => shelfOf(database, scope, shelf).primaryKeys()))
  return new Set(keys.flat().map(([, threadId]) => threadId))
}

/** Those of the chosen that are still in the list: another device may have moved some of them meanwhile. */
export const readChosen = async (
  database: Database,
  scope: ListScope,
  chosen: ReadonlySet<ThreadId>,
): Promise<readonly ChosenThread[]> => {
  const ids = [...chosen]
  const found: ChosenThread[] = []
  for (let from = 0; from < ids.length; from += chunkSize) {
    // All at once: `anyOf` goes from one to the next with a cursor, and each step waits for whatever else is read.
    const rows = await Promise.all(
      ids.slice(from, from + chunkSize).map(id => threadsOf(database).where('roomId').equals(id).first()),
    )
    for (const row of rows) {
      if (row === undefined || !scope.shelves.includes(row.shelf)) continue
      const { workspaceId, roomId, folderId, trashedAt } = row
      if (scope.folderId !== undefined && scope.folderId !== folderId) continue
      found.push({
        workspaceId,
        threadId: roomId,
        folderId: folderId ?? null,
        trashedAt: trashedAt ?? null,
      })
    }
  }
  return found
}
