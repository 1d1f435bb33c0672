/**
 * What a person wrote on top of an update that was refused. Yjs applies what a client id wrote only in its order, so
 * without the refused row what was written after it can never be applied, here or anywhere. It is not refused, and must
 * not be lost with it: its values are written again, under a fresh client id, into a document that never had the row.
 */

import * as Y from 'yjs'
import { mapOf, pendingOf, splitPlace } from './room-doc.ts'
import type { LogEntry, StoredRoom, StoredUpdate } from './store.ts'

const loadWithout = (
  stored: StoredRoom,
  gone: ReadonlySet<number>,
  applied: (doc: Y.Doc, update: StoredUpdate, grew: boolean) => void = () => {},
): Y.Doc => {
  const doc = new Y.Doc()
  if (stored.snapshot) Y.applyUpdate(doc, stored.snapshot.bytes)
  for (const update of stored.updates) {
    if (gone.has(update.number)) continue
    const before = pendingOf(doc)
    Y.applyUpdate(doc, update.bytes)
    applied(doc, update, pendingOf(doc) > before)
  }
  return doc
}

/** The waiting rows after a refused one that cannot be applied without it. */
export const standingOn = (stored: StoredRoom, refused: number): readonly number[] => {
  const waiting = new Set(stored.waiting)
  const standing: number[] = []
  const doc = loadWithout(stored, new Set([refused]), (_doc, { number }, mustWait) => {
    if (mustWait && number > refused && waiting.has(number)) standing.push(number)
  })
  doc.destroy()
  return standing
}

/** One update with the values that `doc` has at `places`, on top of all rows but `gone`; null when there are none. */
export const writeAgain = (
  doc: Y.Doc,
  stored: StoredRoom,
  gone: ReadonlySet<number>,
  places: readonly string[],
): LogEntry | null => {
  const fresh = loadWithout(stored, gone)
  let update: Uint8Array | null = null
  fresh.on('update', (bytes: Uint8Array) => {
    update = bytes
  })
  fresh.transact(() => {
    for (const place of places) {
      const split = splitPlace(place)
      const value = split ? mapOf(doc, split.map).get(split.key) : undefined
      if (split && value) mapOf(fresh, split.map).set(split.key, value)
      else if (split) mapOf(fresh, split.map).delete(split.key)
    }
  })
  fresh.destroy()
  return update === null ? null : { bytes: update, touched: places }
}
