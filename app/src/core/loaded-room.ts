/**
 * A room in memory: its document, what it says (view) and how far down the log it stands (head). Made from the
 * log and thrown away as a whole when a commit fails, since a Yjs document cannot take a change back.
 */

import type { ScopedSealer } from '@weft/shared/crypto/sealer.ts'
import { Stamp } from '@weft/shared/clock.ts'
import type { LogicalClock } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as Y from 'yjs'
import { isRegression, marksByPlace, type PlaceChange } from './marks.ts'
import { openValue } from './opening.ts'
import { mapNames, mapOf, type Origin, type PlaceKey, placeKey } from './room-doc.ts'
import type { RoomRef } from './room-ref.ts'
import {
  createRoomView,
  isNewer,
  type MutableRoomView,
  type OpenedValue,
  toRegisterValue,
} from './room-view.ts'
import type { MarkWrite, StorageError, Store, StoredUpdate } from './store.ts'

export interface LoadedRoom {
  readonly doc: Y.Doc
  readonly view: MutableRoomView
  /** The number of the newest update that is applied. */
  head: number
  /** The version of this room's rows in storage. */
  materialized: number
  readonly marks: Map<PlaceKey, Uint8Array>
  /** Updates set aside: rows that came from them cannot be made again, so a rebuild must not drop any. */
  readonly damaged: number
}

export interface Absorbed {
  readonly changed: ReadonlySet<PlaceKey>
  readonly marks: readonly MarkWrite[]
}

export interface LoadingDeps {
  readonly store: Store
  readonly sealer: ScopedSealer
  readonly logicalClock: LogicalClock
  readonly env: Env
}

export interface AbsorbDeps extends LoadingDeps {
  /** What values open to that were just sealed here. */
  readonly opened?: ReadonlyMap<Uint8Array, OpenedValue>
}

/** Runs `action` on the document and lists the places whose values it changed. */
export const collectChanges = (doc: Y.Doc, action: () => void): readonly PlaceChange[] => {
  const changes = new Map<PlaceKey, PlaceChange>()
  const observers = mapNames.map(name => {
    const map = mapOf(doc, name)
    const observer = (event: Y.YMapEvent<Uint8Array>): void => {
      for (const [key, change] of event.changes.keys) {
        const place = placeKey(name, key)
        const before: Uint8Array | null = changes.get(place)?.before ?? change.oldValue ?? null
        changes.set(place, { place, before, after: map.get(key) ?? null })
      }
    }
    map.observe(observer)
    return () => map.unobserve(observer)
  })
  try {
    action()
  } finally {
    for (const stop of observers) stop()
  }
  return [...changes.values()]
}

const observeStamp = (opened: OpenedValue, logicalClock: LogicalClock): void => {
  if (opened.state !== 'opened') return
  const { body } = opened.record
  if (typeof body !== 'object' || body === null || !('stamp' in body)) return
  const stamp = Stamp.safeParse(body.stamp)
  if (stamp.success) logicalClock.observe(stamp.data)
}

/**
 * Brings changed values into the view, and marks those that were taken away or put back to older ones. A mark rises with
 * the value at its place: it would bring back an older one otherwise.
 */
export const absorb = async (
  room: Pick<LoadedRoom, 'view' | 'marks'>,
  changes: readonly PlaceChange[],
  deps: AbsorbDeps,
): Promise<Absorbed> => {
  const changed = new Set<PlaceKey>()
  const marks: MarkWrite[] = []
  // What overtakes a value is known before the value goes.
  const inOrder = [
    ...changes.filter(({ after }) => after !== null),
    ...changes.filter(({ after }) => after === null),
  ]
  const openings = inOrder.map(async change => {
    if (change.after === null) return null
    return (
      room.view.known(change.place, change.after) ??
      deps.opened?.get(change.after) ??
      openValue(deps.sealer, change.place, change.after)
    )
  })
  const opened = await Promise.all(openings)
  for (const [index, change] of inOrder.entries()) {
    const value = opened[index] ?? null
    if (isRegression(room.view, change, value)) {
      if (change.before && !room.marks.has(change.place)) {
        room.marks.set(change.place, change.before)
        marks.push({ key: change.place, sealed: change.before })
      }
      continue
    }
    changed.add(change.place)
    if (value && change.after) {
      observeStamp(value, deps.logicalClock)
      room.view.set(change.place, change.after, value)
    } else room.view.drop(change.place)
    if (room.marks.delete(change.place)) {
      if (change.after) room.marks.set(change.place, change.after)
      marks.push({ key: change.place, sealed: change.after })
    }
  }
  return { changed, marks }
}

/** The better of what the document says and what a mark remembers. */
const preferMark = (place: PlaceKey, marked: OpenedValue, found: OpenedValue | null): boolean => {
  if (marked.state !== 'opened') return false
  if (found?.state !== 'opened' || place.startsWith('m:')) return true
  const before = toRegisterValue(marked)
  const after = toRegisterValue(found)
  return before !== null && (after === null || isNewer(before, after))
}

const openAll = async (
  doc: Y.Doc,
  view: MutableRoomView,
  previous: MutableRoomView | null,
  marks: ReadonlyMap<PlaceKey, Uint8Array>,
  deps: LoadingDeps,
): Promise<void> => {
  const open = async (place: PlaceKey, sealed: Uint8Array): Promise<OpenedValue> =>
    previous?.known(place, sealed) ?? openValue(deps.sealer, place, sealed)

  const found = mapNames.flatMap(name =>
    [...mapOf(doc, name).entries()].map(([key, sealed]) => ({ place: placeKey(name, key), sealed })),
  )
  const opened = await Promise.all(found.map(({ place, sealed }) => open(place, sealed)))
  for (const [index, { place, sealed }] of found.entries()) {
    const value = opened[index]
    if (!value) continue
    observeStamp(value, deps.logicalClock)
    view.set(place, sealed, value)
  }
  for (const [place, sealed] of marks) {
    const marked = await open(place, sealed)
    if (preferMark(place, marked, view.at(place))) view.set(place, sealed, marked)
  }
}

/** The number of the first update that does not apply, or null. The document is unusable after a number. */
const applyAll = (doc: Y.Doc, updates: readonly StoredUpdate[]): number | null => {
  const origin: Origin = { type: 'load' }
  for (const update of updates) {
    try {
      Y.applyUpdate(doc, update.bytes, origin)
    } catch {
      return update.number
    }
  }
  return null
}

/**
 * Loads a room from its log. An update that does not decode or apply is set aside, and loading starts again
 * without it. `previous` spares opening values that were open before.
 */
export const loadRoom = async (
  ref: RoomRef,
  deps: LoadingDeps,
  previous: MutableRoomView | null,
): Promise<Result<LoadedRoom, StorageError>> => {
  const stored = await deps.store.load(ref)
  if (!stored.ok) return stored
  const { snapshot, updates, head, materialized, damaged } = stored.value
  const doc = new Y.Doc()
  // Fresh for each load and never stored; from `env`, so that a simulated run can be repeated.
  doc.clientID = new DataView(deps.env.random.bytes(4).buffer).getUint32(0)
  const poison = applyAll(doc, snapshot ? [snapshot, ...updates] : updates)
  if (poison !== null) {
    doc.destroy()
    const aside = await deps.store.setAside(ref, poison, 'damaged')
    return aside.ok ? loadRoom(ref, deps, previous) : err(aside.error)
  }
  const view = createRoomView()
  const marks = new Map(marksByPlace(stored.value.marks))
  await openAll(doc, view, previous, marks, deps)
  return ok({ doc, view, head, materialized, marks, damaged })
}
