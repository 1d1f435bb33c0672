/**
 * The rows of one open thread, as far as they are needed: those around what is seen are read and kept live,
 * those seen before stay as they were, so that nothing blanks while the window moves. Who reads is handed in;
 * in the app it is a live query of Dexie (`message-queries.ts`).
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { MessageKey, MessageRow } from '../threads/tables.ts'

/** Reads `keys` now and again whenever one of their rows changes; the returned function stops it. */
export type WatchRows = (
  keys: readonly MessageKey[],
  onRows: (rows: readonly MessageRow[]) => void,
) => () => void

export interface MessageStore {
  readonly get: (id: MessageId) => MessageRow | undefined
  /** Rises by one with every change; for `useSyncExternalStore`. */
  readonly version: () => number
  readonly subscribe: (listener: () => void) => () => void
  /** The rows to keep live from now on. The same keys as before cost nothing. */
  readonly watch: (keys: readonly MessageKey[]) => void
  readonly close: () => void
}

export const createMessageStore = (watchRows: WatchRows): MessageStore => {
  const rowById = new Map<MessageId, MessageRow>()
  const listeners = new Set<() => void>()
  let version = 0
  let watched: readonly MessageKey[] = []
  let stop: (() => void) | undefined

  const take = (rows: readonly MessageRow[]): void => {
    let changed = false
    for (const row of rows) {
      const known = rowById.get(row.id)
      if (known && isSameRow(known, row)) continue
      rowById.set(row.id, row)
      changed = true
    }
    if (!changed) return
    version += 1
    for (const listener of listeners) listener()
  }

  return {
    get: id => rowById.get(id),
    version: () => version,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    watch: keys => {
      if (isSameKeys(watched, keys)) return
      watched = keys
      const stopBefore = stop
      stop = keys.length > 0 ? watchRows(keys, take) : undefined
      stopBefore?.()
    },
    close: () => {
      stop?.()
      stop = undefined
      watched = []
    },
  }
}

/** An answer keeps its id when it is written, but gets its stamp only then. */
const isSameKeys = (a: readonly MessageKey[], b: readonly MessageKey[]): boolean =>
  a.length === b.length && a.every((key, index) => key[3] === b[index]?.[3] && key[2] === b[index]?.[2])

/**
 * Whether two readings of a message say the same. A message is written once, so only what stands beside it can
 * change: its registers, and whether it could be opened. Keeping the old object keeps its view as it is.
 */
const isSameRow = (a: MessageRow, b: MessageRow): boolean =>
  a.deleted === b.deleted &&
  a.rating === b.rating &&
  a.unreadable === b.unreadable &&
  a.stamp === b.stamp &&
  a.parentKey === b.parentKey &&
  a.status === b.status &&
  a.parts.length === b.parts.length
