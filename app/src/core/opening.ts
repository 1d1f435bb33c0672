/** Sealing and opening of a room's values: bytes in a document ↔ records in a view. */

import type { ScopedSealer } from '@weft/shared/crypto/sealer.ts'
import { decodeRecord, encodeRecord, recordVersion, type SealedRecord } from '@weft/shared/record.ts'
import { type PlaceKey, splitPlace } from './room-doc.ts'
import type { OpenedValue } from './room-view.ts'

export const openValue = async (
  sealer: ScopedSealer,
  place: PlaceKey,
  sealed: Uint8Array,
): Promise<OpenedValue> => {
  const split = splitPlace(place)
  if (!split || !(sealed instanceof Uint8Array)) return { state: 'unreadable', reason: 'seal-malformed' }
  const opened = await sealer.open(split.map, split.key, sealed)
  if (!opened.ok) return { state: 'unreadable', reason: opened.error.type }
  const record = decodeRecord(opened.value)
  return record.ok
    ? { state: 'opened', record: record.value }
    : { state: 'unreadable', reason: record.error.type }
}

/**
 * What opening would give of a record that was just sealed, without opening it. Undefined for one that says it is for a
 * newer Weft.
 */
export const openedRecord = ({ schema, minReader, body }: SealedRecord): OpenedValue | undefined =>
  minReader > recordVersion
    ? undefined
    : // As it is in the seal: without what JSON has no word for, and nobody else's to change.
      { state: 'opened', record: { schema, minReader, body: JSON.parse(JSON.stringify(body)) } }

export const sealValue = async (
  sealer: ScopedSealer,
  place: PlaceKey,
  record: SealedRecord,
): Promise<Uint8Array> => {
  const split = splitPlace(place)
  return sealer.seal(split?.map ?? '', split?.key ?? place, encodeRecord(record))
}
