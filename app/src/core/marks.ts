/**
 * What other hands took away. A document can lose a value (a bare Yjs deletion, which no Weft writes) or get
 * an older one back (a replayed sealed value): by a faulty or hostile server, since both need no key. Neither is
 * obeyed. The last good value is kept as a mark, shown in place of what the document says, and written into the
 * document again.
 */

import { type PlaceKey, placeKey } from './room-doc.ts'
import { isNewer, type MutableRoomView, type OpenedValue, toRegisterValue } from './room-view.ts'

/** A change of one place by a remote update. */
export interface PlaceChange {
  readonly place: PlaceKey
  /** What stood there before. */
  readonly before: Uint8Array | null
  readonly after: Uint8Array | null
}

/** True when the new value must not replace the one the view shows. */
export const isRegression = (
  view: MutableRoomView,
  change: PlaceChange,
  opened: OpenedValue | null,
): boolean => {
  if (change.before === null) return false
  if (change.after === null || opened === null) return true
  const shown = view.at(change.place)
  if (shown?.state !== 'opened') return false
  // A record is written once: whatever comes second under its id is not it.
  if (change.place.startsWith('m:')) return true
  if (opened.state !== 'opened') return true
  const before = toRegisterValue(shown)
  const after = toRegisterValue(opened)
  return before !== null && after !== null && isNewer(before, after)
}

/** Marks by place, of those whose text is a place. */
export const marksByPlace = (marks: ReadonlyMap<string, Uint8Array>): ReadonlyMap<PlaceKey, Uint8Array> =>
  new Map([...marks].map(([key, sealed]) => [placeKeyOf(key), sealed]))

const placeKeyOf = (text: string): PlaceKey => {
  const map = text.startsWith('m:') ? 'm' : text.startsWith('h:') ? 'h' : 'r'
  return placeKey(map, text.slice(2))
}
