/**
 * What lists of threads read. Every read follows an index and ends at `limit`, which grows as the person scrolls:
 * five thousand threads cost what is looked at. Each hook is `undefined` until the first rows are read. Personal
 * workspaces are shown as one, so none of these asks which.
 */

import type { FolderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, type Table } from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import type { RunRow } from '../runs/tables.ts'
import type { Shelf, ThreadRow } from './tables.ts'

const threadsOf = (database: Database): Table<ThreadRow, [WorkspaceId, ThreadId]> => database.table('threads')

/** Threads of one shelf, newest first. */
export const useShelf = (shelf: Shelf, limit: number): readonly ThreadRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () =>
      threadsOf(database)
        .where('[shelf+lastAt]')
        .between([shelf, Dexie.minKey], [shelf, Dexie.maxKey])
        .reverse()
        .limit(limit)
        .toArray(),
    [database, shelf, limit],
  )
}

/** Shelves of a folder that its page and its count show. */
const openShelves: readonly Shelf[] = ['pinned', 'active']

const inFolder = (database: Database, folderId: FolderId, shelf: Shelf) =>
  threadsOf(database)
    .where('[folderId+shelf+lastAt]')
    .between([folderId, shelf, Dexie.minKey], [folderId, shelf, Dexie.maxKey])

/** Threads of a folder, newest first; pinned ones stand among the others there. */
export const useFolderThreads = (folderId: FolderId, limit: number): readonly ThreadRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const shelves = await Promise.all(
      openShelves.map(shelf => inFolder(database, folderId, shelf).reverse().limit(limit).toArray()),
    )
    return shelves
      .flat()
      .toSorted((a, b) => b.lastAt - a.lastAt)
      .slice(0, limit)
  }, [database, folderId, limit])
}

/** How many threads each of these folders holds. */
export const useFolderCounts = (
  folderIds: readonly FolderId[],
): ReadonlyMap<FolderId, number> | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const counts = await Promise.all(
      folderIds.map(async folderId => {
        const shelves = await Promise.all(
          openShelves.map(shelf => inFolder(database, folderId, shelf).count()),
        )
        return [folderId, shelves.reduce((sum, count) => sum + count, 0)] as const
      }),
    )
    return new Map(counts)
  }, [database, folderIds.join()])
}

/** How many threads there are outside the Trash. */
export const useThreadCount = (): number | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () => threadsOf(database).where('[shelf+lastAt]').below(['trash', Dexie.minKey]).count(),
    [database],
  )
}

/** Every thread outside the Trash, for searching titles: read when a search begins, and again when one changes. */
export const useAllThreads = (): readonly ThreadRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () => threadsOf(database).where('[shelf+lastAt]').below(['trash', Dexie.minKey]).toArray(),
    [database],
  )
}

/** Threads in which an answer is being made on this device. */
export const useAnswering = (): ReadonlySet<ThreadId> => {
  const { database } = usePage()
  const runs = useLiveQuery(() => database.table<RunRow>('runs').toArray(), [database])
  return new Set(runs?.filter(isWorking).map(run => run.threadId))
}

/** A run that waits for a network or for the person's choice is not answering. */
const isWorking = ({ state }: RunRow): boolean => state !== 'offline' && state !== 'too-long'
