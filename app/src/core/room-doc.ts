/**
 * The shape every room's Y.Doc has: three flat maps of sealed values. What a server can see of a document is
 * these names, the keys below and sizes.
 *
 * - `h`: the header, one key.
 * - `m`: write-once records under random ids.
 * - `r`: registers. Key = subject.field.slot; only one device writes a key, so Yjs never has to choose between
 *   two concurrent writes of one key, which it does by client id and not by what is newer.
 */

import { Stamp } from '@weft/shared/clock.ts'
import { Slot } from '@weft/shared/ids.ts'
import type * as Y from 'yjs'
import * as z from 'zod/mini'

export type MapName = 'h' | 'm' | 'r'
export const mapNames: readonly MapName[] = ['h', 'm', 'r']
export const headerKey = 'header'

/** A place in a room, as one text: `m:msg_…`, `r:t.ti.abcdefgh`. */
export type PlaceKey = `${MapName}:${string}`

export const placeKey = (map: MapName, key: string): PlaceKey => `${map}:${key}`

export const splitPlace = (place: string): { readonly map: MapName; readonly key: string } | null => {
  const map = mapNames.find(name => place.startsWith(`${name}:`))
  return map ? { map, key: place.slice(2) } : null
}

export interface RegisterKey {
  readonly subject: string
  readonly field: string
  readonly slot: Slot
}

export const registerKey = ({ subject, field, slot }: RegisterKey): string => `${subject}.${field}.${slot}`

export const parseRegisterKey = (key: string): RegisterKey | null => {
  const [subject, field, slot, ...rest] = key.split('.')
  const parsed = Slot.safeParse(slot)
  if (!subject || !field || !parsed.success || rest.length > 0) return null
  return { subject, field, slot: parsed.data }
}

/** The register that a place is a slot of; null for places of the other maps and for a malformed key. */
export const registerOf = (place: string): RegisterKey | null => {
  const split = splitPlace(place)
  return split?.map === 'r' ? parseRegisterKey(split.key) : null
}

/** Inside the seal of a register. */
export const RegisterBody = z.looseObject({
  rev: z.number().check(z.nonnegative()),
  stamp: Stamp,
  slot: Slot,
  value: z.unknown(),
})
export type RegisterBody = z.infer<typeof RegisterBody>

/** What a room says of itself. A Weft below `minWriter` may read it and must not write. */
export const RoomHeader = z.looseObject({
  kind: z.string(),
  schema: z.number(),
  minReader: z.number(),
  minWriter: z.number(),
  generation: z.number(),
})
export type RoomHeader = z.infer<typeof RoomHeader>

export const mapOf = (doc: Y.Doc, name: MapName): Y.Map<Uint8Array> => doc.getMap<Uint8Array>(name)

/** Why a transaction on a document happened. */
export type Origin =
  | { readonly type: 'load' }
  | { readonly type: 'local'; readonly command: string }
  | { readonly type: 'remote' }

/** Grows when an update has to wait for one that has not come yet. */
export const pendingOf = (doc: Y.Doc): number =>
  (doc.store.pendingStructs?.update.length ?? 0) + (doc.store.pendingDs?.length ?? 0)
