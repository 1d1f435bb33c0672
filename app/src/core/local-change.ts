/** Sealed writes into a document, as the one update that they make. */

import { type Absorbed, absorb, collectChanges, type LoadedRoom, type LoadingDeps } from './loaded-room.ts'
import { mapOf, type Origin, splitPlace } from './room-doc.ts'
import type { LogEntry } from './store.ts'
import type { SealedWrite } from './writes.ts'

export interface LocalChange {
  readonly update: LogEntry
  readonly absorbed: Absorbed
}

/** Applies writes to the document in one transaction and brings them into the view. No bytes: nothing was changed. */
export const changeLocally = async (
  room: LoadedRoom,
  values: readonly SealedWrite[],
  command: string,
  deps: LoadingDeps,
): Promise<LocalChange> => {
  const updates: Uint8Array[] = []
  const keep = (update: Uint8Array): number => updates.push(update)
  room.doc.on('update', keep)
  const changes = collectChanges(room.doc, () => {
    room.doc.transact(
      () => {
        for (const { place, sealed } of values) {
          const split = splitPlace(place)
          if (!split) continue
          if (sealed) mapOf(room.doc, split.map).set(split.key, sealed)
          else mapOf(room.doc, split.map).delete(split.key)
        }
      },
      { type: 'local', command } satisfies Origin,
    )
  })
  room.doc.off('update', keep)
  const opened = new Map(
    values.flatMap(value => (value.sealed && value.opened ? [[value.sealed, value.opened]] : [])),
  )
  const absorbed = await absorb(room, changes, { ...deps, opened })
  const [bytes = new Uint8Array(0)] = updates
  return { update: { bytes, touched: [...absorbed.changed] }, absorbed }
}
