/** What a mark remembers, on its way back into the document. */

import { equalBytes } from '@weft/shared/bytes.ts'
import type { Absorbed, LoadedRoom, LoadingDeps } from './loaded-room.ts'
import { changeLocally } from './local-change.ts'
import { isOvertaken } from './marks.ts'
import { mapOf, type PlaceKey, splitPlace } from './room-doc.ts'
import type { LogEntry } from './store.ts'

export interface WrittenBack {
  readonly updates: readonly LogEntry[]
  readonly marks: Absorbed['marks']
}

/** Null when nothing is to be done: it has come back by itself. */
export const writeBack = async (
  room: LoadedRoom,
  place: PlaceKey,
  deps: LoadingDeps,
): Promise<WrittenBack | null> => {
  const marked = room.marks.get(place)
  const split = splitPlace(place)
  if (!marked || !split) return null
  const standing = mapOf(room.doc, split.map).get(split.key)
  if (standing && equalBytes(standing, marked)) return null
  // Its deletion came before the value that counts now.
  if (isOvertaken(room.view, place)) {
    room.marks.delete(place)
    room.view.drop(place)
    return { updates: [], marks: [{ key: place, sealed: null }] }
  }
  const { update, absorbed } = await changeLocally(room, [{ place, sealed: marked }], 'assert-again', deps)
  return { updates: [update], marks: absorbed.marks }
}
