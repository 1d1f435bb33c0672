/** What a final reject does to the log: the row goes aside, and nothing that stood on it is lost. */

import type { Env } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { AsideReason } from './aside.ts'
import type { LoadedRoom } from './loaded-room.ts'
import type { RoomRef } from './room-ref.ts'
import type { HeadMoved, StorageError, Store } from './store.ts'
import { standingOn, writeAgain } from './written-again.ts'

interface SettingAsideDeps {
  readonly store: Store
  readonly env: Env
}

/** Commits the values of what stands on a refused row as a row of their own, and gives the rows that it replaces. */
const writeStandingAgain = async (
  ref: RoomRef,
  room: LoadedRoom,
  refused: number,
  { store, env }: SettingAsideDeps,
): Promise<Result<readonly number[], HeadMoved | StorageError>> => {
  const stored = await store.load(ref)
  if (!stored.ok) return stored
  const standing = standingOn(stored.value, refused)
  if (standing.length === 0) return ok([])
  const outbox = await store.outbox(ref, refused, Number.POSITIVE_INFINITY)
  if (!outbox.ok) return outbox
  const replaced = new Set(standing)
  const places = new Set(outbox.value.flatMap(row => (replaced.has(row.number) ? row.touched : [])))
  const gone = new Set([refused, ...standing])
  const entry = writeAgain(room.doc, stored.value, gone, [...places])
  if (!entry) return ok(standing)
  const written = await store.commit({
    ...ref,
    expectedHead: room.head,
    updates: [entry],
    rows: [],
    marks: [],
    // Rows are made again when the refused one is gone.
    materialized: 0,
    dropped: [],
    forgotten: [],
    at: env.clock.now(),
  })
  return written.ok ? ok(standing) : written
}

/** A crash on the way leaves what stands on the row twice, and never not at all. The room is to be loaded anew. */
export const setRowAside = async (
  ref: RoomRef,
  room: LoadedRoom,
  refused: { readonly number: number; readonly reason: AsideReason },
  deps: SettingAsideDeps,
): Promise<Result<void, HeadMoved | StorageError>> => {
  const standing = await writeStandingAgain(ref, room, refused.number, deps)
  if (!standing.ok) return standing
  for (const number of standing.value) {
    const aside = await deps.store.setAside(ref, number, 'written-again')
    if (!aside.ok) return aside
  }
  return deps.store.setAside(ref, refused.number, refused.reason)
}
