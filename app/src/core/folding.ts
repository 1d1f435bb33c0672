/**
 * Folds the log of a room into one snapshot, so that a thread of many years opens fast. Only what a server has is
 * folded: an update that waits stays a row, because it is still to be sent as it is. The fold goes through a document
 * that collects garbage, is read back before it is written, and takes the place of its rows in one transaction.
 *
 * The snapshot before is not kept, unlike on the server: whatever is in one is on the server too, and a snapshot that
 * does not apply any more makes the cursor start over (`Store.setAside`).
 */

import type { Result } from '@weft/shared/result.ts'
import { ok } from '@weft/shared/result.ts'
import * as Y from 'yjs'
import { pendingOf } from './room-doc.ts'
import type { RoomRef } from './room-ref.ts'
import type { Foldable, StorageError, Store, StoredUpdate } from './store.ts'

/** Each row costs something at every opening; below this it cannot be felt. */
const dueRows = 64

/**
 * A fold writes the whole room anew: a thread of 10 MB would be written for every 64 messages. It waits until what came
 * in is an eighth of it, but not for ever.
 */
const dueShare = 8
const mostRows = 512

const bytesIn = (updates: readonly StoredUpdate[]): number =>
  updates.reduce((sum, { bytes }) => sum + bytes.length, 0)

const isDue = ({ snapshot, updates }: Foldable): boolean =>
  updates.length >= mostRows ||
  (updates.length >= dueRows && bytesIn(updates) * dueShare >= (snapshot?.bytes.length ?? 0))

/** Null when an update throws: loading the room will find it and set it aside. */
const stateOf = ({ snapshot, updates }: Foldable): Y.Doc | null => {
  const doc = new Y.Doc()
  try {
    for (const { bytes } of snapshot ? [snapshot, ...updates] : updates) Y.applyUpdate(doc, bytes)
    return doc
  } catch {
    doc.destroy()
    return null
  }
}

/** Reads to the same values and deletions, and waits for the same as `doc`. */
const isStateOf = (bytes: Uint8Array, doc: Y.Doc): boolean => {
  const read = stateOf({ snapshot: null, updates: [{ number: 0, bytes }] })
  if (!read) return false
  const isSame =
    Y.equalSnapshots(Y.snapshot(read), Y.snapshot(doc)) && pendingOf(read) > 0 === pendingOf(doc) > 0
  read.destroy()
  return isSame
}

/** True when the room was folded. */
export const foldRoom = async (store: Store, room: RoomRef): Promise<Result<boolean, StorageError>> => {
  const foldable = await store.foldable(room)
  if (!foldable.ok) return foldable
  const { snapshot, updates } = foldable.value
  const doc = stateOf(foldable.value)
  if (!doc) return ok(false)
  const bytes = Y.encodeStateAsUpdate(doc)
  const isSound = isStateOf(bytes, doc)
  doc.destroy()
  if (!isSound || updates.length === 0) return ok(false)
  const rows = updates.map(({ number }) => number)
  const from = snapshot?.number ?? 0
  return store.fold({ ...room, from, rows, through: Math.max(from, ...rows), bytes })
}

/** Folds every room whose log has grown, one after the other, until `signal` says otherwise. */
export const foldDueRooms = async (
  store: Store,
  signal: AbortSignal,
): Promise<Result<number, StorageError>> => {
  const rooms = await store.roomsToFold(dueRows)
  if (!rooms.ok) return rooms
  let folded = 0
  for (const room of rooms.value) {
    if (signal.aborted) break
    const foldable = await store.foldable(room)
    if (!foldable.ok) return foldable
    if (!isDue(foldable.value)) continue
    const done = await foldRoom(store, room)
    if (!done.ok) return done
    if (done.value) folded += 1
  }
  return ok(folded)
}
