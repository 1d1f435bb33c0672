/**
 * What lists of threads read. Every read follows an index and ends at `limit`, which grows as the person scrolls:
 * five thousand threads cost what is looked at. Each hook is `undefined` until the first rows are read. Personal
 * workspaces are shown as one, so none of these asks which.
 */

import type { FolderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, liveQuery, type Table } from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { useMemo, useRef, useSyncExternalStore } from 'react'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import { isSignedIn } from '../account/is-signed-in.ts'
import type { RunRow } from '../runs/tables.ts'
import { createPagedThreads, type WatchPage } from './paged-threads.ts'
import type { Shelf, ThreadRow } from './tables.ts'

const threadsOf = (database: Database): Table<ThreadRow, [WorkspaceId, ThreadId]> => database.table('threads')

/** The newest threads of one shelf. */
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

export interface PagedShelf {
  readonly threads: readonly ThreadRow[] | undefined
  /** Reads further: the person came near the end. */
  readonly more: () => void
}

/** A few screens of rows. */
const pageSize = 200

/** All threads of a shelf, newest first, read as far as was asked for. */
export const usePagedShelf = (shelf: Shelf): PagedShelf => {
  const { database } = usePage()
  const paged = useMemo(() => {
    const watch: WatchPage = ({ below, from, limit }, onRows, onFailure) => {
      const lower = [shelf, from ?? Dexie.minKey]
      const upper = [shelf, below ?? Dexie.maxKey]
      const rows = liveQuery(() => {
        const range = threadsOf(database).where('[shelf+lastAt]').between(lower, upper, true, false).reverse()
        return (limit === undefined ? range : range.limit(limit)).toArray()
      })
      const subscription = rows.subscribe({ next: onRows, error: onFailure })
      return () => subscription.unsubscribe()
    }
    return createPagedThreads(watch, pageSize)
  }, [database, shelf])
  return { threads: useSyncExternalStore(paged.subscribe, paged.get), more: paged.more }
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

/** Threads in which an answer is being made, here or on another device. */
export const useAnswering = (): ReadonlySet<ThreadId> => {
  const { database } = usePage()
  const seen = useRef<ReadonlySet<ThreadId>>(nobody)
  return (
    useLiveQuery(async () => {
      const runs = await database.table<RunRow>('runs').toArray()
      const answering = new Set(runs.filter(isWorking).map(run => run.threadId))
      // A checkpoint writes a run's row once a second; the list is drawn again only when it changes.
      const isSame = answering.size === seen.current.size && [...answering].every(id => seen.current.has(id))
      if (!isSame) seen.current = answering
      return seen.current
    }, [database]) ?? nobody
  )
}

/** Threads with something that no server has confirmed, on a device that has one. Keys of an index and nothing else. */
export const useWaiting = (): ReadonlySet<string> => {
  const { database } = usePage()
  return (
    useLiveQuery(async () => {
      if (!(await isSignedIn(database))) return nobody
      const keys = await database.rooms.orderBy('[workspaceId+waiting+writtenAt]').primaryKeys()
      return new Set<string>(keys.map(([, roomId]) => roomId))
    }, [database]) ?? nobody
  )
}

const nobody: ReadonlySet<ThreadId> = new Set()

/** A run that waits for a network or for the person's choice is not answering. */
const isWorking = ({ state }: RunRow): boolean => state !== 'offline' && state !== 'too-long'
