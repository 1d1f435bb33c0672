/**
 * A room opened: what its sealed values say. Commands and row makers read this and never see Yjs or a key.
 * A value that cannot be opened stands here with its reason, so that it can be shown and nothing stops.
 */

import type { OpenError } from '@weft/shared/crypto/sealer.ts'
import type { RecordError, SealedRecord } from '@weft/shared/record.ts'
import type { Slot } from '@weft/shared/ids.ts'
import { equalBytes } from '@weft/shared/bytes.ts'
import {
  headerKey,
  type PlaceKey,
  parseRegisterKey,
  placeKey,
  RegisterBody,
  registerOf,
  RoomHeader,
  splitPlace,
} from './room-doc.ts'

export type UnreadableReason = OpenError['type'] | RecordError['type']

export type OpenedValue =
  | { readonly state: 'opened'; readonly record: SealedRecord }
  | { readonly state: 'unreadable'; readonly reason: UnreadableReason }

/** The winning value of one register: greatest (rev, stamp, slot) over the devices' slots. */
export interface RegisterValue {
  readonly value: unknown
  readonly rev: number
  readonly stamp: string
  readonly slot: Slot
  readonly schema: number
  readonly minReader: number
}

export interface RoomView {
  readonly header: RoomHeader | null
  /** Write-once records by id, opened or not. */
  readonly records: ReadonlyMap<string, OpenedValue>
  readonly register: (subject: string, field: string) => RegisterValue | null
  /** The devices that have written a register. */
  readonly slots: (subject: string, field: string) => Iterable<Slot>
  /** Subjects that have a register of `field`. */
  readonly subjects: (field: string) => Iterable<string>
  /** Values that could not be opened. */
  readonly unreadable: number
}

export const isNewer = (a: RegisterValue, b: RegisterValue): boolean => {
  if (a.rev !== b.rev) return a.rev > b.rev
  if (a.stamp !== b.stamp) return a.stamp > b.stamp
  return a.slot > b.slot
}

/** A register's value from an opened record, or null when the body is not one. */
export const toRegisterValue = (opened: OpenedValue): RegisterValue | null => {
  if (opened.state !== 'opened') return null
  const body = RegisterBody.safeParse(opened.record.body)
  if (!body.success) return null
  const { rev, stamp, slot, value } = body.data
  return { rev, stamp, slot, value, schema: opened.record.schema, minReader: opened.record.minReader }
}

interface Entry {
  readonly sealed: Uint8Array
  readonly opened: OpenedValue
}

export interface MutableRoomView extends RoomView {
  readonly set: (place: PlaceKey, sealed: Uint8Array, opened: OpenedValue) => void
  /** Of a register whose value another device's has overtaken. */
  readonly drop: (place: PlaceKey) => void
  /** What stands at a place, if these are its bytes: spares opening them again. */
  readonly known: (place: PlaceKey, sealed: Uint8Array) => OpenedValue | null
  readonly at: (place: PlaceKey) => OpenedValue | null
}

export const createRoomView = (): MutableRoomView => {
  const entries = new Map<PlaceKey, Entry>()
  const records = new Map<string, OpenedValue>()
  /** subject.field → slot → value. */
  const slots = new Map<string, Map<Slot, RegisterValue>>()
  const subjectsByField = new Map<string, Set<string>>()
  let header: RoomHeader | null = null

  const setRegister = (key: string, opened: OpenedValue): void => {
    const parsed = parseRegisterKey(key)
    const value = toRegisterValue(opened)
    // A slot that names another slot inside its seal is one device writing as another: not believed.
    if (!parsed || !value || value.slot !== parsed.slot) return
    const name = `${parsed.subject}.${parsed.field}`
    const bySlot = slots.get(name) ?? new Map<Slot, RegisterValue>()
    bySlot.set(parsed.slot, value)
    slots.set(name, bySlot)
    const subjects = subjectsByField.get(parsed.field) ?? new Set<string>()
    subjectsByField.set(parsed.field, subjects.add(parsed.subject))
  }

  const setHeader = (opened: OpenedValue): void => {
    if (opened.state !== 'opened') return
    const parsed = RoomHeader.safeParse(opened.record.body)
    if (parsed.success) header = parsed.data
  }

  return {
    get header() {
      return header
    },
    records,
    register: (subject, field) => {
      let winner: RegisterValue | null = null
      for (const value of slots.get(`${subject}.${field}`)?.values() ?? []) {
        if (!winner || isNewer(value, winner)) winner = value
      }
      return winner
    },
    slots: (subject, field) => slots.get(`${subject}.${field}`)?.keys() ?? [],
    subjects: field => subjectsByField.get(field) ?? [],
    get unreadable() {
      let count = 0
      for (const { opened } of entries.values()) if (opened.state === 'unreadable') count += 1
      return count
    },
    set: (place, sealed, opened) => {
      entries.set(place, { sealed, opened })
      const split = splitPlace(place)
      if (split?.map === 'm') records.set(split.key, opened)
      if (split?.map === 'r') setRegister(split.key, opened)
      if (place === placeKey('h', headerKey)) setHeader(opened)
    },
    drop: place => {
      entries.delete(place)
      const parsed = registerOf(place)
      if (parsed) slots.get(`${parsed.subject}.${parsed.field}`)?.delete(parsed.slot)
    },
    known: (place, sealed) => {
      const entry = entries.get(place)
      return entry && equalBytes(entry.sealed, sealed) ? entry.opened : null
    },
    at: place => entries.get(place)?.opened ?? null,
  }
}
