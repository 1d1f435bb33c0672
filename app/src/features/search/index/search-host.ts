/**
 * What the search worker does: answers questions from the index as it is stored, and, in the one tab of a device that
 * holds the lock, keeps the index as the rows are.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'
import { type Database, isNewerDatabase } from '../../../core/database.ts'
import type { MessageSearch, SearchAnswer, SearchQuestion } from '../message-search.ts'
import { createBreathe } from './breathe.ts'
import { findMessages } from './find-messages.ts'
import { createIndexKeeper } from './keep-index.ts'
import { createListFacts } from './list-facts.ts'
import { createOpenIndex } from './open-index.ts'
import { openSearchChanges } from './search-changes.ts'
import { createSegmentStore } from './segment-store.ts'

export interface SearchHostDeps {
  readonly database: Database
  readonly env: Env
  readonly locks: Pick<LockManager, 'request'>
  readonly turn: () => Promise<void>
  /** Called with the room of every commit of this device. */
  readonly onLogGrown: (listener: (roomId: string) => void) => void
  /** The end of this worker. */
  readonly signal: AbortSignal
}

export interface SearchHost extends Required<Pick<MessageSearch, 'search'>> {
  /** Resolves when questions can be answered. */
  readonly open: () => Promise<void>
}

const lockName = 'weft-search'

/** From the beginning of this worker, milliseconds. */
const startAfter = 700

export const createSearchHost = (deps: SearchHostDeps): SearchHost => {
  const { database, env, locks, signal } = deps
  const store = createSegmentStore(database)
  const index = createOpenIndex(store)
  const lists = createListFacts(database)
  let isStale = true
  /** Whoever asks goes before whoever writes, which otherwise would take every other turn. */
  let answering: Promise<unknown> = Promise.resolve()

  const setStale = (): void => {
    isStale = true
    lists.forget()
  }

  const changes = openSearchChanges(change => {
    if (change.type === 'changed') setStale()
    else if (change.type === 'look') keeper.look(change.roomId)
    else if (change.type === 'rebuild') keeper.rebuild()
  })
  const keeper = createIndexKeeper({
    database,
    index,
    clock: env.clock,
    createId: () => bytesToBase32(env.random.bytes(16)),
    breathe: createBreathe(env.clock, async () => {
      await deps.turn()
      await answering
    }),
    changed: () => {
      setStale()
      changes.tell({ type: 'changed' })
    },
    askForRows: rooms =>
      changes.tell({
        type: 'rows-wanted',
        rooms: rooms.map(({ workspaceId, roomId }) => ({ workspaceId, roomId })),
      }),
  })
  deps.onLogGrown(roomId => {
    lists.forget()
    keeper.look(roomId)
  })

  const keep = async (): Promise<void> => {
    await database.open()
    // Whoever opens a search has asked something: the answer comes before what is to be looked through.
    await sleep(env.clock, startAfter, signal)
    // What a newer Weft has written is not ours to change.
    if (!isNewerDatabase(database)) await keeper.run(signal)
  }
  locks.request(lockName, { signal }, keep).catch(() => undefined)

  const refresh = async (): Promise<void> => {
    if (!isStale) return
    isStale = false
    try {
      await index.refresh()
    } catch (cause) {
      isStale = true
      throw cause
    }
  }

  const find = async (question: SearchQuestion): Promise<SearchAnswer> => {
    await refresh()
    const breathe = createBreathe(env.clock, deps.turn)
    return findMessages(
      { database, segments: index.segments, lists, now: () => performance.now(), breathe },
      question,
    )
  }

  const findPersistently = async (question: SearchQuestion): Promise<SearchAnswer> => {
    try {
      return await find(question)
    } catch {
      // Mostly a segment that was merged away under it: what takes its place is there.
      isStale = true
    }
    try {
      return await find(question)
    } catch {
      isStale = true
      keeper.rebuild()
      changes.tell({ type: 'rebuild' })
      return {
        threads: [],
        threadCount: 0,
        messageCount: 0,
        took: 0,
        coverage: { type: 'building', done: 0, total: await database.table('threads').count() },
      }
    }
  }

  return {
    open: refresh,
    search: question => {
      const answer = findPersistently(question)
      answering = answer.catch(() => undefined)
      return answer
    },
  }
}
