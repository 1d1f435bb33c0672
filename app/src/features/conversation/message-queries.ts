/**
 * What a thread's page reads. A thread is opened by its keys alone (one read of an index, no text; of a long one first
 * those of its end), its deleted ids, and the answers being made; texts come by primary key for what is seen. An answer
 * that streams changes none of these but its own `runs` row.
 */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import type { Stamp } from '@weft/shared/clock.ts'
import { Dexie, liveQuery } from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import type { RunRow } from '../runs/tables.ts'
import { createMessageStore, type MessageStore, type WatchRows } from './message-store.ts'
import type { MessageKey, MessageRow, ThreadRow } from '../threads/tables.ts'
import { fewMessages } from '../threads/thread-end.ts'
import { type ThreadPath, threadPath } from '../threads/thread-path.ts'

const messagesOf = (database: Database) => database.table<MessageRow, MessageKey>('messages')

/** The thread; `null` when it is not on this device, `undefined` while it is read. */
export const useThread = (threadId: ThreadId): ThreadRow | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () => (await database.table<ThreadRow>('threads').where('roomId').equals(threadId).first()) ?? null,
    [database, threadId],
  )
}

export interface TreeKeys {
  readonly keys: readonly MessageKey[]
  readonly deleted: ReadonlySet<MessageId>
  /** Where these are only the keys of the thread's end: the message above it. */
  readonly above: MessageId | null
}

export interface ThreadTree {
  /** `undefined` while they are read. */
  readonly keys: TreeKeys | undefined
  /** From now on the whole tree is read: to be called when the end of the thread is drawn. */
  readonly readAll: () => void
}

const noneDeleted: ReadonlySet<MessageId> = new Set()

/** `whole`: the end alone will not do, since the thread is opened at a message that may stand anywhere. */
export const useThreadTree = (
  threadId: ThreadId,
  thread: ThreadRow | null | undefined,
  whole: boolean,
): ThreadTree => {
  const { database } = usePage()
  const [fromEnd] = useState(!whole)
  const [readsAll, readAll] = useReducer(() => true, whole)
  const end = fromEnd ? thread?.end : undefined
  /** What was shown whole once is not cut when it grows. */
  const wasWhole = useRef(false)
  const read = useLiveQuery(async (): Promise<TreeKeys | 'long'> => {
    const all = messagesOf(database)
      .where('[roomId+parentKey+stamp+id]')
      .between([threadId, Dexie.minKey], [threadId, Dexie.maxKey])
    const isCut = !readsAll && !wasWhole.current
    const [keys, deletedKeys] = await Promise.all([
      (isCut ? all.limit(fewMessages + 1) : all).primaryKeys(),
      messagesOf(database).where('[roomId+deleted]').equals([threadId, 1]).primaryKeys(),
    ])
    if (isCut && keys.length > fewMessages) return 'long'
    wasWhole.current = true
    return { keys, deleted: new Set(deletedKeys.map(key => key[3])), above: null }
  }, [database, threadId, readsAll])
  const keys = useMemo(
    () => (read && read !== 'long' ? read : end && { ...end, deleted: noneDeleted }),
    [read, end],
  )
  if (read === 'long' && thread && !end && !readsAll) readAll()
  return { keys, readAll }
}

/** An answer that ended while this page looked, with the key it got. */
interface EndedRun {
  readonly run: RunRow
  readonly key: MessageKey
}

export interface ThreadRuns {
  /** Answers being made in this thread, oldest first. */
  readonly runs: readonly RunRow[]
  /**
   * The tree and the rows have these too, but reading them anew takes longer than reading a run, and an answer
   * must not blink between the two.
   */
  readonly ended: readonly EndedRun[]
}

const noRuns: ThreadRuns = { runs: [], ended: [] }

const withoutText = ({ parts: _parts, frame: _frame, ...rest }: RunRow): string => JSON.stringify(rest)

/** Whether two rows of one run differ in nothing but the text so far, which the live channel brings by itself. */
const isSameButText = (a: RunRow, b: RunRow): boolean => withoutText(a) === withoutText(b)

/** What a query gave before, when the next answer says nothing new: the same object draws nothing again. */
const keepRuns = (before: ThreadRuns, next: ThreadRuns): ThreadRuns => {
  const runs = next.runs.map(run => before.runs.find(known => isSameButText(known, run)) ?? run)
  const isSame =
    next.ended.length === 0 &&
    before.ended.length === 0 &&
    runs.length === before.runs.length &&
    runs.every((run, index) => run === before.runs[index])
  return isSame ? before : { ...next, runs }
}

/** Ended runs that are still remembered: by the time this many more have ended, the rows have long been read. */
const mostEnded = 4

export const useThreadRuns = (threadId: ThreadId): ThreadRuns => {
  const { database } = usePage()
  const seen = useRef<readonly RunRow[]>([])
  const given = useRef(noRuns)
  return (
    useLiveQuery(async () => {
      const runs = await database.table<RunRow>('runs').where('threadId').equals(threadId).toArray()
      const running = new Set(runs.map(run => run.messageId))
      const gone = seen.current.filter(run => !running.has(run.messageId)).slice(-mostEnded)
      seen.current = [...gone, ...runs]
      const keys =
        gone.length === 0
          ? []
          : await messagesOf(database)
              .where('[roomId+id]')
              .anyOf(gone.map(run => [threadId, run.messageId]))
              .primaryKeys()
      const ended = gone.flatMap(run => {
        // Given up without an answer: there is no key, and it is gone at once.
        const key = keys.find(found => found[3] === run.messageId)
        return key ? [{ run, key }] : []
      })
      given.current = keepRuns(given.current, {
        runs: runs.toSorted((a, b) => a.startedAt - b.startedAt),
        ended,
      })
      return given.current
    }, [database, threadId]) ?? noRuns
  )
}

/** Stands after every stamp there will be: an answer being made is the newest of its siblings. */
const keyOfRun = ({ threadId, parentId, startedAt, messageId }: RunRow): MessageKey => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one stamp that no clock gave
  const stamp = `ff${Math.floor(startedAt).toString(16).padStart(14, '0')}` as Stamp
  return [threadId, parentId, stamp, messageId]
}

const isSameKeys = (a: readonly MessageKey[], b: readonly MessageKey[]): boolean => a.join() === b.join()

/** `value`, as the same object for as long as `isSame` says so. */
const useKept = <T>(value: T, isSame: (a: T, b: T) => boolean): T => {
  const [kept, setKept] = useState(value)
  if (kept === value || isSame(kept, value)) return kept
  setKept(value)
  return value
}

/** The path to show; answers being made are in it at the place they will have. `undefined` while it is read. */
export const useThreadPath = (
  tree: TreeKeys | undefined,
  { runs, ended }: ThreadRuns,
  activeLeaf: MessageId | undefined,
): ThreadPath | undefined => {
  // A checkpoint changes a run's row once a second, but not its place.
  const fresh = useKept([...ended.map(({ key }) => key), ...runs.map(keyOfRun)], isSameKeys)
  return useMemo(
    () =>
      tree &&
      threadPath(
        fresh.length > 0 ? [...tree.keys, ...fresh] : tree.keys,
        tree.deleted,
        activeLeaf,
        tree.above,
      ),
    [tree, fresh, activeLeaf],
  )
}

/** The store of this thread's rows, for as long as the view that asked is there. */
export const useMessageStore = (): MessageStore => {
  const { database } = usePage()
  const [failure, setFailure] = useState<{ readonly cause: unknown }>()
  const store = useMemo(() => {
    const watchRows: WatchRows = (keys, onRows) => {
      const subscription = liveQuery(() => messagesOf(database).bulkGet([...keys])).subscribe({
        next: rows => onRows(rows.filter(row => row !== undefined)),
        error: cause => setFailure({ cause }),
      })
      return () => subscription.unsubscribe()
    }
    return createMessageStore(watchRows)
  }, [database])
  useEffect(() => () => store.close(), [store])
  // The page's error boundary says what happened; the words are in the catalogue, the cause in the console.
  if (failure) throw failure.cause
  return store
}
