/**
 * What is said of a segment's documents, column by column: an eighth of the memory that objects would take, and read
 * without being parsed. Rooms and models are numbered within the segment.
 */

import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import {
  type DocumentKind,
  type DocumentRole,
  documentKinds,
  documentRoles,
  type IndexedDocument,
  idLetters,
} from './indexed-document.ts'
import { createByteReader, createByteWriter } from './varint.ts'

export interface DocumentTable {
  readonly count: number
  /** Ids of rooms, and folded names of models, by their numbers. */
  readonly rooms: readonly string[]
  readonly models: readonly string[]
  readonly room: Uint32Array
  readonly model: Uint32Array
  /** Milliseconds since the epoch. */
  readonly time: Float64Array
  /** Words. */
  readonly length: Uint32Array
  readonly part: Uint16Array
  readonly flags: Uint8Array
  /** 26 bytes each. */
  readonly ids: Uint8Array
}

const codeFlag = 1 << 4
const fileFlag = 1 << 5

/** Kind in the lowest two bits, role in the next two. */
const flagsOf = (document: Pick<IndexedDocument, 'kind' | 'role' | 'hasCode' | 'hasFile'>): number =>
  documentKinds.indexOf(document.kind) |
  (documentRoles.indexOf(document.role) << 2) |
  (document.hasCode ? codeFlag : 0) |
  (document.hasFile ? fileFlag : 0)

export const kindOfFlags = (flags: number): DocumentKind => documentKinds[flags & 3] ?? 'message'
export const roleOfFlags = (flags: number): DocumentRole => documentRoles[(flags >> 2) & 3] ?? 'user'
export const hasCodeFlag = (flags: number): boolean => (flags & codeFlag) !== 0
export const hasFileFlag = (flags: number): boolean => (flags & fileFlag) !== 0

export const idAt = ({ ids }: DocumentTable, document: number): string =>
  String.fromCharCode(...ids.subarray(document * idLetters, (document + 1) * idLetters))

/** One more row of a table that is being made. */
export interface DocumentTableWriter {
  readonly add: (document: Omit<IndexedDocument, 'texts'>, length: number) => number
  /** A row of another segment. */
  readonly copy: (table: DocumentTable, document: number) => number
  readonly count: () => number
  readonly encode: () => Uint8Array<ArrayBuffer>
}

export const createDocumentTableWriter = (): DocumentTableWriter => {
  const rooms = new Map<string, number>()
  const models = new Map<string, number>()
  const rows: number[] = []
  const times: number[] = []
  const ids: string[] = []

  const numberOf = (numbers: Map<string, number>, name: string): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, numbers.size)
    return numbers.size - 1
  }

  const put = (
    room: string,
    model: string,
    id: string,
    time: number,
    rest: readonly [length: number, part: number, flags: number],
  ): number => {
    rows.push(numberOf(rooms, room), numberOf(models, model), ...rest)
    times.push(time)
    ids.push(id)
    return ids.length - 1
  }

  return {
    add: (document, length) =>
      put(document.roomId, document.model, document.id, document.createdAt, [
        length,
        document.part,
        flagsOf(document),
      ]),
    copy: (table, document) =>
      put(
        table.rooms[table.room[document] ?? 0] ?? '',
        table.models[table.model[document] ?? 0] ?? '',
        idAt(table, document),
        table.time[document] ?? 0,
        [table.length[document] ?? 0, table.part[document] ?? 0, table.flags[document] ?? 0],
      ),
    count: () => ids.length,
    encode: () => {
      const writer = createByteWriter(ids.length * 48 + 1024)
      writer.number(ids.length)
      for (const names of [rooms, models]) {
        const text = encodeText(JSON.stringify([...names.keys()]))
        writer.number(text.length)
        writer.bytes(text)
      }
      for (const value of rows) writer.number(value)
      writer.bytes(new Uint8Array(Float64Array.from(times).buffer))
      for (const id of ids) writer.bytes(encodeText(id.padEnd(idLetters).slice(0, idLetters)))
      return writer.take()
    },
  }
}

const readNames = (reader: ReturnType<typeof createByteReader>): readonly string[] => {
  const names: unknown = JSON.parse(decodeText(reader.bytes(reader.number())))
  return Array.isArray(names) ? names.map(String) : []
}

/** Throws where the bytes are not what was written. */
export const decodeDocumentTable = (bytes: Uint8Array): DocumentTable => {
  const reader = createByteReader(bytes)
  const count = reader.number()
  const rooms = readNames(reader)
  const models = readNames(reader)
  const room = new Uint32Array(count)
  const model = new Uint32Array(count)
  const length = new Uint32Array(count)
  const part = new Uint16Array(count)
  const flags = new Uint8Array(count)
  for (let document = 0; document < count; document += 1) {
    room[document] = reader.number()
    model[document] = reader.number()
    length[document] = reader.number()
    part[document] = reader.number()
    flags[document] = reader.number()
  }
  // Copied, since numbers of eight bytes must begin at a multiple of eight.
  const time = new Float64Array(reader.bytes(count * 8).slice().buffer)
  const ids = reader.bytes(count * idLetters).slice()
  return { count, rooms, models, room, model, time, length, part, flags, ids }
}
