/**
 * What a person wrote on top of an update that was refused. Yjs applies what a client id wrote only in its order, so
 * without the refused row what was written after it can never be applied, here or anywhere. It is not refused, and must
 * not be lost with it: its values are written again, under a fresh client id, into a document that never had the row.
 */

import * as Y from 'yjs'
import { mapOf, pendingOf, splitPlace } from './room-doc.ts'
import type { Env } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { LoadedRoom, LoadingDeps } from './loaded-room.ts'
import type { RoomRef } from './room-ref.ts'
import type { HeadMoved, LogEntry, StorageError, StoredRoom, StoredUpdate } from './store.ts'

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
const standingOn = (stored: StoredRoom, refused: number): readonly number[] => {
  const waiting = new Set(stored.waiting)
  const standing: number[] = []
  const doc = loadWithout(stored, new Set([refused]), (_doc, { number }, mustWait) => {
    if (mustWait && number > refused && waiting.has(number)) standing.push(number)
  })
  doc.destroy()
  return standing
}

/** One update with the values that `doc` has at `places`, on top of all rows but `gone`; null when there are none. */
const writeAgain = (
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
    }
  })
  fresh.destroy()
  return update === null ? null : { bytes: update, touched: places }
}

/**
 * Commits the values of what stands on a refused row as a row of their own, and gives the rows that it replaces. They
 * are set aside after it: a crash between leaves both, and never neither.
 */
export const writeStandingAgain = async (
  ref: RoomRef,
  room: LoadedRoom,
  refused: number,
  deps: WritingAgainDeps,
): Promise<Result<readonly number[], HeadMoved | StorageError>> => {
  const stored = await deps.store.load(ref)
  if (!stored.ok) return stored
  const standing = standingOn(stored.value, refused)
  if (standing.length === 0) return ok([])
  const rows = await deps.store.outbox(ref, refused, Number.POSITIVE_INFINITY)
  if (!rows.ok) return rows
  const replaced = new Set(standing)
  const places = new Set(rows.value.flatMap(({ number, touched }) => (replaced.has(number) ? touched : [])))
  const gone = new Set([refused, ...standing])
  const entry = writeAgain(room.doc, stored.value, gone, [...places])
  if (!entry) return ok(standing)
  const written = await deps.store.commit({
    ...ref,
    expectedHead: room.head,
    updates: [entry],
    rows: [],
    marks: [],
    // The rows are made again when the refused one is gone.
    materialized: 0,
    dropped: [],
    forgotten: [],
    at: deps.env.clock.now(),
  })
  return written.ok ? ok(standing) : written
}

interface WritingAgainDeps extends LoadingDeps {
  readonly env: Env
}
