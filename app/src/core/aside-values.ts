/**
 * What is in updates that are set aside. A Yjs update does not say where a value belongs that stands on an earlier one:
 * only a document that has both does. So the updates are applied to a document of their own, which is thrown away, and
 * nothing that must never be applied is.
 */

import * as Y from 'yjs'
import { isRefused } from './receiving.ts'
import { mapNames, mapOf, placeKey, type PlaceKey } from './room-doc.ts'
import type { AsideUpdate, StoredRoom } from './store.ts'
import type { SealedValue } from './writes.ts'

const mayApply = ({ bytes, reason }: AsideUpdate): boolean => reason !== 'apply-hung' && !isRefused(bytes)

/** The log and, as far as they apply, the updates set aside. One that throws costs a start without it. */
const loadWith = (
  { snapshot, updates }: Pick<StoredRoom, 'snapshot' | 'updates'>,
  aside: readonly AsideUpdate[],
): { readonly doc: Y.Doc; readonly applied: readonly AsideUpdate[] } => {
  const doc = new Y.Doc()
  // Asked for first: Yjs makes a map of a root, and its items' parent anew, when somebody first says that it is one.
  for (const name of mapNames) mapOf(doc, name)
  for (const { bytes } of snapshot ? [snapshot, ...updates] : updates) Y.applyUpdate(doc, bytes)
  for (const update of aside) {
    try {
      Y.applyUpdate(doc, update.bytes)
    } catch {
      doc.destroy()
      return loadWith(
        { snapshot, updates },
        aside.filter(other => other !== update),
      )
    }
  }
  return { doc, applied: aside }
}

/** Null while the item waits for an earlier one, and for what stands in none of a room's maps. */
const placeOf = (doc: Y.Doc, { id }: Y.Item): PlaceKey | null => {
  if (id.clock >= Y.getState(doc.store, id.client)) return null
  const item = Y.getItem(doc.store, id)
  const name = mapNames.find(map => item instanceof Y.Item && item.parent === mapOf(doc, map))
  return name !== undefined && item.parentSub !== null ? placeKey(name, item.parentSub) : null
}

/** Every value of an update, in its order. Null if one of them has no place. */
const valuesOf = (doc: Y.Doc, { bytes }: AsideUpdate): readonly SealedValue[] | null => {
  const values: SealedValue[] = []
  for (const struct of Y.decodeUpdate(bytes).structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentBinary)) continue
    const place = placeOf(doc, struct)
    if (place === null) return null
    values.push({ place, sealed: struct.content.content })
  }
  return values
}

/** By the number of the row. A row whose values cannot be had is not there. */
export const readAsideValues = (
  stored: StoredRoom,
  aside: readonly AsideUpdate[],
): ReadonlyMap<number, readonly SealedValue[]> => {
  const inOrder = aside.filter(mayApply).toSorted((a, b) => a.number - b.number)
  const { doc, applied } = loadWith(stored, inOrder)
  const found = applied.flatMap(update => {
    const values = valuesOf(doc, update)
    return values === null ? [] : [[update.number, values] as const]
  })
  doc.destroy()
  return new Map(found)
}
