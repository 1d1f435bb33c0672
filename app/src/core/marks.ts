/**
 * What other hands took away. A document can lose a value (a bare Yjs deletion) or get an older one back (a replayed
 * sealed value): by a faulty or hostile server, since both need no key. Neither is obeyed. The last good value is kept
 * as a mark, shown in place of what the document says, and written into the document again.
 *
 * A Weft deletes one thing only: what a device wrote to a register and another has overtaken. That may go by any hand,
 * because nobody reads it.
 */

import type { SealedRecord } from '@weft/shared/record.ts'
import { type PlaceKey, placeKey, registerOf } from './room-doc.ts'
import { isNewer, type MutableRoomView, type OpenedValue, toRegisterValue } from './room-view.ts'

/** A change of one place by a remote update. */
export interface PlaceChange {
  readonly place: PlaceKey
  /** What stood there before. */
  readonly before: Uint8Array | null
  readonly after: Uint8Array | null
}

/** Does another slot of the same register count in its place? */
export const isOvertaken = (view: MutableRoomView, place: PlaceKey): boolean => {
  const shown = view.at(place)
  const key = registerOf(place)
  const own = shown && toRegisterValue(shown)
  const winner = key && view.register(key.subject, key.field)
  // Of what cannot be read nobody can say that it does not count.
  return !!own && !!winner && isNewer(winner, own)
}

/** True when the new value must not replace the one the view shows. */
export const isRegression = (
  view: MutableRoomView,
  change: PlaceChange,
  opened: OpenedValue | null,
): boolean => {
  const shown = view.at(change.place)
  // What a mark remembers is shown although the document has lost it.
  if (shown === null) return false
  if (change.after === null || opened === null) return !isOvertaken(view, change.place)
  if (view.known(change.place, change.after)) return false
  if (shown.state !== 'opened') return false
  if (opened.state !== 'opened') return true
  // A record is written once: whatever comes second under its id is not it, unless it says the same. Two devices that
  // import the same history seal each record of it for themselves.
  if (change.place.startsWith('m:')) return !saySame(shown.record, opened.record)
  const before = toRegisterValue(shown)
  const after = toRegisterValue(opened)
  return before !== null && after !== null && isNewer(before, after)
}

/** A body that came through a seal has its fields in the order in which they were written. */
const saySame = (a: SealedRecord, b: SealedRecord): boolean =>
  a.schema === b.schema && a.minReader === b.minReader && JSON.stringify(a.body) === JSON.stringify(b.body)

/** Marks by place, of those whose text is a place. */
export const marksByPlace = (marks: ReadonlyMap<string, Uint8Array>): ReadonlyMap<PlaceKey, Uint8Array> =>
  new Map([...marks].map(([key, sealed]) => [placeKeyOf(key), sealed]))

const placeKeyOf = (text: string): PlaceKey => {
  const map = text.startsWith('m:') ? 'm' : text.startsWith('h:') ? 'h' : 'r'
  return placeKey(map, text.slice(2))
}
