/**
 * What every question asks of the lists. Which threads lie in Trash is read each time, since who has just put one there looks
 * for it no more; how much of all there is the index has seen is counted once and kept until something has been committed,
 * since counting costs more than finding.
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
  /** Something was committed: what is asked next is counted anew. */
  readonly forget: () => void
}

export const createListFacts = (database: Database): ListFacts => {
  let coverage: Promise<SearchCoverage> | undefined

  const forget = (): void => {
    coverage = undefined
  }

  const count = (): Promise<SearchCoverage> => {
    const counting = readCoverage(database)
    // What could not be read is not kept.
    counting.catch(forget)
    return counting
  }

  return {
    trash: () => readTrash(database),
    coverage: () => (coverage ??= count()),
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
