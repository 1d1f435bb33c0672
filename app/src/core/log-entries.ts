/** What a commit appends, by the rules that every store shares. */

import type { AsideUpdate, Commit, Cursor, LogEntry } from './store.ts'

/** An update without a number waits, unless it is set aside. */
export const isWaiting = (entry: Pick<LogEntry, 'serverNumber' | 'aside'>): boolean =>
  entry.serverNumber === undefined && entry.aside === undefined

/** Whose an update is, by the number on its row. */
export const originOf = (serverNumber: number | undefined): Pick<AsideUpdate, 'own' | 'serverNumber'> =>
  serverNumber === undefined ? { own: true } : { own: false, serverNumber }

/** A number of another database says nothing about this one: what carries it waits, and is pushed like our own. */
const withoutNumber = (entry: LogEntry): LogEntry => {
  if (entry.aside !== undefined) return entry
  const { serverNumber: _serverNumber, ...rest } = entry
  return rest
}

export const entriesOf = (
  commit: Commit,
  cursor: Cursor,
): { readonly updates: readonly LogEntry[]; readonly waits: boolean } => {
  const isForeign = commit.cursor !== undefined && commit.cursor.epoch !== cursor.epoch
  const updates = isForeign ? commit.updates.map(withoutNumber) : commit.updates
  return { updates, waits: updates.some(isWaiting) }
}

/** A row of the log as it is stored. */
interface StoredEntry extends Pick<LogEntry, 'serverNumber' | 'aside' | 'touched'> {
  readonly own?: 1
}

/** The server's number of the first update at a place; infinite where no server has one. */
export const firstNumberAt = (entries: readonly StoredEntry[], place: string): number => {
  const numbers = entries.flatMap(({ serverNumber, touched }) =>
    serverNumber && touched.some(each => each.startsWith(place)) ? [serverNumber] : [],
  )
  return Math.min(...numbers)
}

/** Written on this device, and on no server when it gave out `number`. */
export const isUnseenAt = (entry: StoredEntry, number: number): boolean =>
  isWaiting(entry) || (entry.own === 1 && entry.aside === undefined && (entry.serverNumber ?? 0) > number)
