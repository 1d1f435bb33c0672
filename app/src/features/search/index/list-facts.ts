/**
 * What every question asks of the lists: which threads lie in Trash, and how much of all there is the index has seen. It is
 * read once and kept until something has been committed, since reading it costs more than finding.
 */

import { Dexie } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { ThreadRow } from '../../threads/tables.ts'
import type { SearchCoverage } from '../message-search.ts'
import { searchRoomsOf } from './segment-store.ts'

export interface ListFacts {
  /** Ids of the threads in Trash. */
  readonly trash: () => Promise<ReadonlySet<string>>
  readonly coverage: () => Promise<SearchCoverage>
  /** Something was committed: what is asked next is read anew. */
  readonly forget: () => void
}

export const createListFacts = (database: Database): ListFacts => {
  let trash: Promise<ReadonlySet<string>> | undefined
  let coverage: Promise<SearchCoverage> | undefined

  const forget = (): void => {
    trash = undefined
    coverage = undefined
  }

  /** What could not be read is not kept. */
  const orForget = <T>(reading: Promise<T>): Promise<T> => {
    reading.catch(forget)
    return reading
  }

  return {
    trash: () => (trash ??= orForget(readTrash(database))),
    coverage: () => (coverage ??= orForget(readCoverage(database))),
    forget,
  }
}

/** By the keys of the index, all in one request: no row is read. */
const readTrash = async (database: Database): Promise<ReadonlySet<string>> => {
  const keys = await database
    .table<ThreadRow, [string, string]>('threads')
    .where('[shelf+lastAt]')
    .between(['trash', Dexie.minKey], ['trash', Dexie.maxKey])
    .primaryKeys()
  return new Set(keys.map(([, roomId]) => roomId))
}

/** What of the threads has been looked at; those whose messages have no rows yet are still to come. */
const readCoverage = async (database: Database): Promise<SearchCoverage> => {
  const rooms = searchRoomsOf(database)
  const [total, looked, waiting] = await Promise.all([
    database.table('threads').count(),
    rooms.count(),
    rooms.where('waits').equals(1).count(),
  ])
  const done = Math.min(total, looked - waiting)
  return done < total ? { type: 'building', done, total } : { type: 'whole', threads: total }
}
