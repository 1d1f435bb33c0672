/** From what a command wants written to sealed values at their places. */

import type { Stamp } from '@weft/shared/clock.ts'
import type { ScopedSealer } from '@weft/shared/crypto/sealer.ts'
import type { Slot } from '@weft/shared/ids.ts'
import { recordVersion, type SealedRecord } from '@weft/shared/record.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { CommandDefinition, Refusal, Write } from './feature.ts'
import { openedRecord, sealValue } from './opening.ts'
import {
  headerKey,
  type PlaceKey,
  placeKey,
  type RegisterBody,
  registerKey,
  type RoomHeader,
} from './room-doc.ts'
import type { RoomRef } from './room-ref.ts'
import type { OpenedValue, RoomView } from './room-view.ts'

/** A value and its place in the document. */
export interface SealedValue {
  readonly place: PlaceKey
  readonly sealed: Uint8Array
  /** What it opens to, where that is known. */
  readonly opened?: OpenedValue | undefined
}

/** Null takes what stands there out of the document. */
export type SealedWrite = SealedValue | { readonly place: PlaceKey; readonly sealed: null }

interface WriteContext {
  readonly sealer: ScopedSealer
  readonly stamp: Stamp
  readonly slot: Slot
  /** The kind of a room that gets its header with this write, or null. */
  readonly founding: string | null
}

/** May this Weft run this command on this room? */
export const canWrite = <Args>(
  view: RoomView,
  command: CommandDefinition<Args>,
): Result<void, Refusal | TaggedError<'room-read-only'>> => {
  if (view.header === null) {
    return command.founds ? ok(undefined) : err({ type: 'command-refused', detail: 'room-missing' })
  }
  if (view.header.minWriter > recordVersion) return err({ type: 'room-read-only' })
  if (view.header.kind !== command.roomKind) return err({ type: 'command-refused', detail: 'room-kind' })
  return ok(undefined)
}

const headerOf = (kind: string): RoomHeader => ({
  kind,
  schema: recordVersion,
  minReader: recordVersion,
  minWriter: recordVersion,
  generation: 0,
})

/**
 * The next value of a register: one above the highest revision seen on any device, or below all of them. Rewriting what
 * a newer Weft wrote keeps its schema and minReader; a body's unknown fields are the command's to keep (`mergeUnknown`).
 */
const registerRecord = (
  view: RoomView,
  write: Write & { type: 'register' },
  context: WriteContext,
): SealedRecord => {
  const shown = view.register(write.subject, write.field)
  const body: RegisterBody = {
    rev: write.yields ? 0 : (shown?.rev ?? 0) + 1,
    stamp: context.stamp,
    slot: context.slot,
    value: write.value,
  }
  return {
    schema: Math.max(recordVersion, shown?.schema ?? 0),
    minReader: Math.max(recordVersion, shown?.minReader ?? 0),
    body,
  }
}

const toRecord = (
  view: RoomView,
  write: Write,
  context: WriteContext,
): readonly [PlaceKey, SealedRecord] | null => {
  switch (write.type) {
    case 'record':
      return [
        placeKey('m', write.key),
        {
          schema: write.schema ?? recordVersion,
          minReader: write.minReader ?? recordVersion,
          body: write.body,
        },
      ]
    case 'register': {
      const key = registerKey({ subject: write.subject, field: write.field, slot: context.slot })
      return [placeKey('r', key), registerRecord(view, write, context)]
    }
    case 'header':
      return [placeKey('h', headerKey), { schema: recordVersion, minReader: recordVersion, body: write.body }]
    case 'drop-overtaken':
    case 'forget':
      return null
  }
}

/** What other slots hold of the registers that a command wants to itself. */
const overtakenPlaces = (
  view: RoomView,
  writes: readonly Write[],
  { slot }: WriteContext,
): readonly PlaceKey[] =>
  writes.flatMap(write => {
    if (write.type !== 'drop-overtaken') return []
    const { subject, field } = write
    const isWritten = writes.some(
      other => other.type === 'register' && other.subject === subject && other.field === field,
    )
    const counting = isWritten ? slot : view.register(subject, field)?.slot
    return [...view.slots(subject, field)]
      .filter(each => each !== counting)
      .map(each => placeKey('r', registerKey({ subject, field, slot: each })))
  })

export const sealWrites = async (
  view: RoomView,
  writes: readonly Write[],
  context: WriteContext,
): Promise<readonly SealedWrite[]> => {
  const records = writes.flatMap(write => {
    const record = toRecord(view, write, context)
    return record ? [record] : []
  })
  if (context.founding !== null) {
    const header = { schema: recordVersion, minReader: recordVersion, body: headerOf(context.founding) }
    records.unshift([placeKey('h', headerKey), header])
  }
  const sealed = await Promise.all(
    records.map(async ([place, record]) => ({
      place,
      sealed: await sealValue(context.sealer, place, record),
      opened: openedRecord(record),
    })),
  )
  return [...sealed, ...overtakenPlaces(view, writes, context).map(place => ({ place, sealed: null }))]
}

export const forgottenRooms = (writes: readonly Write[]): readonly RoomRef[] =>
  writes.flatMap(write => (write.type === 'forget' ? [write.room] : []))

/**
 * `known` over what stood there before, so that fields a newer Weft wrote survive an older one. An `undefined`
 * in `known` removes the field.
 */
export const mergeUnknown = (before: unknown, known: Readonly<Record<string, unknown>>): object => {
  const kept = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}
  const merged = Object.entries({ ...kept, ...known }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(merged)
}
