/**
 * What lists of threads read. Every read follows an index and ends at `limit`, which grows as the person scrolls:
 * five thousand threads cost what is looked at. Each hook is `undefined` until the first rows are read. Personal
 * workspaces are shown as one, so none of these asks which.
 */

import type { FolderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, type IndexableType, liveQuery, type Table } from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { useMemo, useRef, useSyncExternalStore } from 'react'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import { isSignedIn } from '../account/is-signed-in.ts'
import type { RunRow } from '../runs/tables.ts'
import { createPagedThreads, type PageRange, type WatchPage } from './paged-threads.ts'
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

export interface PagedList {
  readonly threads: readonly ThreadRow[] | undefined
  /** Reads further: the person came near the end. */
  readonly more: () => void
}

/** A few screens of rows. */
export const pageSize = 200

/** Rows of a range, newest first. */
type ReadRange = (database: Database, range: PageRange) => Promise<readonly ThreadRow[]>

/** A list read as far as was asked for; `key` names it among all lists. */
export const usePaged = (key: string, read: ReadRange): PagedList => {
  const { database } = usePage()
  const paged = useMemo(() => {
    const watch: WatchPage = (range, onRows, onFailure) => {
      const subscription = liveQuery(() => read(database, range)).subscribe({
        next: onRows,
        error: onFailure,
      })
      return () => subscription.unsubscribe()
    }
    return createPagedThreads(watch, pageSize)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for what is read
  }, [database, key])
  return { threads: useSyncExternalStore(paged.subscribe, paged.get), more: paged.more }
}

export const readRange = (
  database: Database,
  index: string,
  place: readonly string[],
  { below, from, limit }: PageRange,
): Promise<ThreadRow[]> => {
  const range = threadsOf(database)
    .where(index)
    .between([...place, from ?? Dexie.minKey], [...place, below ?? Dexie.maxKey], true, false)
    .reverse()
  return (limit === undefined ? range : range.limit(limit)).toArray()
}

/** All threads of a shelf, newest first. */
export const usePagedShelf = (shelf: Shelf): PagedList =>
  usePaged(shelf, (database, range) => readRange(database, '[shelf+lastAt]', [shelf], range))

/** Shelves of a folder that its page and its count show. */
export const openShelves: readonly Shelf[] = ['pinned', 'active']

const inFolder = (database: Database, folderId: FolderId, shelf: Shelf) =>
  threadsOf(database)
    .where('[folderId+shelf+lastAt]')
    .between([folderId, shelf, Dexie.minKey], [folderId, shelf, Dexie.maxKey])

/** How many threads each of these folders holds. In one transaction: whoever writes waits for each of them. */
export const useFolderCounts = (
  folderIds: readonly FolderId[],
): ReadonlyMap<FolderId, number> | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () =>
      database.transaction('r', threadsOf(database), async () => {
        const counts = await Promise.all(
          folderIds.map(async folderId => {
            const shelves = await Promise.all(
              openShelves.map(shelf => inFolder(database, folderId, shelf).count()),
            )
            return [folderId, shelves.reduce((sum, count) => sum + count, 0)] as const
          }),
        )
        return new Map(counts)
      }),
    [database, folderIds.join()],
  )
}

/** How many threads there are outside the Trash. */
export const useThreadCount = (): number | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    () => threadsOf(database).where('[shelf+lastAt]').below(['trash', Dexie.minKey]).count(),
    [database],
  )
}

/** Rows that are read at a time of all there are: about five milliseconds of the page. */
const pieceSize = 400

/** In the order of the primary key: along an index Dexie would note the key of every row, which takes as long as reading it. */
export const readAllThreads = async <T>(
  database: Database,
  toItem: (thread: ThreadRow) => T,
): Promise<readonly T[]> => {
  const items: T[] = []
  let last: IndexableType = Dexie.minKey
  for (;;) {
    const piece: readonly ThreadRow[] = await threadsOf(database)
      .where('[workspaceId+roomId]')
      .above(last)
      .limit(pieceSize)
      .toArray()
    for (const thread of piece) if (thread.shelf !== 'trash') items.push(toItem(thread))
    const end = piece.at(-1)
    if (!end || piece.length < pieceSize) return items
    last = [end.workspaceId, end.roomId]
  }
}

/**
 * What `toItem`, always the same function, makes of every thread outside the Trash: read when a search begins, and again
 * when one changes, in pieces, so that no task of the page is long.
 */
export const useAllThreads = <T>(toItem: (thread: ThreadRow) => T): readonly T[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(() => readAllThreads(database, toItem), [database, toItem])
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
