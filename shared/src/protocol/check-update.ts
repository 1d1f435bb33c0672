/**
 * Is this a sound Yjs V1 update, and what does it say about ids, clocks and shape? One pass over the bytes: no
 * document, nothing integrated, nothing allocated on the word of a count. Yjs' own reader is no check: it
 * ignores bytes that follow, takes a missing byte for a zero, and lets through structs that throw only when they are
 * applied, with the document half changed.
 *
 * It is stricter than Yjs' reader and no stricter than its writer (docs/protocol.md, U1–U8): sections and ranges in
 * order, nothing empty, nothing that refers to what its own client writes later.
 */

import { equalBytes } from '../bytes.ts'
import { err, ok, type Result } from '../result.ts'
import {
  type ByteCursor,
  type ByteProblem,
  createCursor,
  fits,
  isDone,
  readByte,
  readNumber,
  readPrefixed,
} from './byte-cursor.ts'
import { maxClientsPerUpdate, maxKeyBytes, maxRootTypes, maxStructsPerItem } from './limits.ts'
import { isObjectNext, skipAny, skipJson, skipText, utf16Length, type ValueProblem } from './update-values.ts'

/** Clocks of one client, `to` not included. */
export interface ClockRange {
  readonly from: number
  readonly to: number
}

export interface ClientStructs {
  readonly client: number
  readonly structs: number
  /** In order; between two of them the update skips. */
  readonly ranges: readonly ClockRange[]
}

export interface ClientDeletes {
  readonly client: number
  readonly ranges: readonly ClockRange[]
}

export interface UpdateFacts {
  readonly byteLength: number
  /** By falling client id, as Yjs writes them. */
  readonly clients: readonly ClientStructs[]
  readonly deletes: readonly ClientDeletes[]
  readonly rootNames: readonly string[]
  /**
   * The shape of every Weft room: byte arrays under short keys of root maps, and nothing else. No lists, no nested
   * types, no text. Most of what can throw, hang or overflow in Yjs needs one of those.
   */
  readonly flat: boolean
}

export type UpdateProblem =
  | ByteProblem
  | ValueProblem
  | 'bytes-left'
  | 'sections-unordered'
  | 'section-empty'
  | 'struct-empty'
  | 'kind-unknown'
  | 'reference-ahead'
  | 'clock-overflow'
  | 'ranges-unordered'
  | 'too-many-clients'
  | 'too-many-structs'
  | 'too-many-roots'

export interface UpdateUnsound {
  readonly type: 'update-unsound'
  readonly problem: UpdateProblem
}

const hasOrigin = 0x80
const hasRightOrigin = 0x40
const hasKey = 0x20
const kindBits = 0x1f

/** The kind of content stands in the low bits of a struct's first byte. */
const kind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  document: 9,
  skip: 10,
} as const

/** Array, map, text, element, fragment, hook, xml text. */
const maxTypeRef = 6
const elementRef = 3
const hookRef = 5

/** What is known so far; `problem` is the first that was found. */
interface Draft {
  readonly cursor: ByteCursor
  readonly rootNames: Set<string>
  /** Almost always the next one too, which then need not be decoded. */
  lastRoot: Uint8Array | null
  flat: boolean
  /** How many more there may be. */
  structsLeft: number
  problem: UpdateProblem | null
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const fail = (draft: Draft, problem: UpdateProblem): 0 => {
  draft.problem ??= problem
  return 0
}

const stopped = ({ problem, cursor }: Draft): boolean => problem !== null || cursor.problem !== null

/** An id this struct refers to. Of its own client it can only know what came before. */
const readReference = (draft: Draft, client: number, clock: number): void => {
  const referredClient = readNumber(draft.cursor)
  const referredClock = readNumber(draft.cursor)
  if (referredClient === client && referredClock >= clock) fail(draft, 'reference-ahead')
}

const readRoot = (draft: Draft): void => {
  const bytes = readPrefixed(draft.cursor)
  if (draft.cursor.problem !== null) return
  if (draft.lastRoot !== null && equalBytes(bytes, draft.lastRoot)) return
  if (utf16Length(bytes) < 0) return void fail(draft, 'text-malformed')
  if (bytes.length > maxKeyBytes) draft.flat = false
  draft.lastRoot = bytes
  draft.rootNames.add(decoder.decode(bytes))
  if (draft.rootNames.size > maxRootTypes) fail(draft, 'too-many-roots')
}

/** Where an item without neighbours hangs: a root type by name, or a nested one by the id of its item. */
const readParent = (draft: Draft, info: number, client: number, clock: number): void => {
  const { cursor } = draft
  switch (readNumber(cursor)) {
    case 1:
      readRoot(draft)
      break
    case 0:
      draft.flat = false
      readReference(draft, client, clock)
      break
    default:
      fail(draft, 'number-malformed')
  }
  if ((info & hasKey) === 0) {
    draft.flat = false
    return
  }
  const from = cursor.position
  if (skipText(cursor) < 0) fail(draft, 'text-malformed')
  if (cursor.position - from > maxKeyBytes + 2) draft.flat = false
}

const readJsonList = (draft: Draft): number => {
  const count = readNumber(draft.cursor)
  if (!fits(draft.cursor, count)) return 0
  for (let index = 0; index < count && !stopped(draft); index += 1) {
    draft.problem ??= skipJson(draft.cursor, true)
  }
  return count
}

const readAnyList = (draft: Draft): number => {
  const count = readNumber(draft.cursor)
  if (!fits(draft.cursor, count)) return 0
  for (let index = 0; index < count && !stopped(draft); index += 1) draft.problem ??= skipAny(draft.cursor)
  return count
}

const readNestedType = (draft: Draft): 0 | 1 => {
  const ref = readNumber(draft.cursor)
  if (ref > maxTypeRef) return fail(draft, 'kind-unknown')
  if ((ref === elementRef || ref === hookRef) && skipText(draft.cursor) < 0)
    return fail(draft, 'text-malformed')
  return 1
}

const readDocument = (draft: Draft): 0 | 1 => {
  if (skipText(draft.cursor) < 0) return fail(draft, 'text-malformed')
  if (!isObjectNext(draft.cursor)) return fail(draft, 'value-unknown')
  draft.problem ??= skipAny(draft.cursor)
  return 1
}

/** Steps over an item's content and gives its length in clocks. */
const readContent = (draft: Draft, contentKind: number): number => {
  const { cursor } = draft
  switch (contentKind) {
    case kind.deleted:
      return readNumber(cursor)
    case kind.json:
      return readJsonList(draft)
    case kind.binary:
      readPrefixed(cursor)
      return 1
    case kind.string: {
      const length = skipText(cursor)
      return length < 0 ? fail(draft, 'text-malformed') : length
    }
    case kind.embed:
      draft.problem ??= skipJson(cursor, false)
      return 1
    case kind.format:
      if (skipText(cursor) < 0) return fail(draft, 'text-malformed')
      draft.problem ??= skipJson(cursor, false)
      return 1
    case kind.type:
      return readNestedType(draft)
    case kind.any:
      return readAnyList(draft)
    case kind.document:
      return readDocument(draft)
    default:
      return fail(draft, 'kind-unknown')
  }
}

/** One struct; its length in clocks. */
const readStruct = (draft: Draft, info: number, client: number, clock: number): number => {
  if (info === kind.skip) return readNumber(draft.cursor)
  if (info === kind.gc) {
    draft.flat = false
    return readNumber(draft.cursor)
  }
  if ((info & hasOrigin) !== 0) readReference(draft, client, clock)
  if ((info & hasRightOrigin) !== 0) {
    draft.flat = false
    readReference(draft, client, clock)
  }
  if ((info & (hasOrigin | hasRightOrigin)) === 0) readParent(draft, info, client, clock)
  const contentKind = info & kindBits
  if (contentKind !== kind.binary && contentKind !== kind.deleted) draft.flat = false
  return readContent(draft, contentKind)
}

const readClientStructs = (draft: Draft): ClientStructs => {
  const { cursor } = draft
  const structs = readNumber(cursor)
  const client = readNumber(cursor)
  const ranges: ClockRange[] = []
  let clock = readNumber(cursor)
  let from = clock
  if (structs === 0) fail(draft, 'section-empty')
  draft.structsLeft -= structs
  if (draft.structsLeft < 0) fail(draft, 'too-many-structs')
  if (stopped(draft) || !fits(cursor, structs, 2)) return { client, structs, ranges }
  for (let index = 0; index < structs; index += 1) {
    const info = readByte(cursor)
    const length = readStruct(draft, info, client, clock)
    if (stopped(draft)) break
    if (length === 0) fail(draft, 'struct-empty')
    if (info === kind.skip) {
      if (clock > from) ranges.push({ from, to: clock })
      from = clock + length
    }
    clock += length
    if (clock > Number.MAX_SAFE_INTEGER) fail(draft, 'clock-overflow')
  }
  if (clock > from) ranges.push({ from, to: clock })
  return { client, structs, ranges }
}

const readClientDeletes = (draft: Draft): ClientDeletes => {
  const { cursor } = draft
  const client = readNumber(cursor)
  const count = readNumber(cursor)
  const ranges: ClockRange[] = []
  if (count === 0) fail(draft, 'section-empty')
  if (!fits(cursor, count, 2)) return { client, ranges }
  // Yjs joins ranges that touch, so the next one leaves at least one clock between.
  let earliest = 0
  for (let index = 0; index < count; index += 1) {
    const from = readNumber(cursor)
    const length = readNumber(cursor)
    if (stopped(draft)) break
    if (length === 0) fail(draft, 'struct-empty')
    if (from < earliest) fail(draft, 'ranges-unordered')
    const to = from + length
    if (to > Number.MAX_SAFE_INTEGER) fail(draft, 'clock-overflow')
    ranges.push({ from, to })
    earliest = to + 1
  }
  return { client, ranges }
}

/** Sections by strictly falling client id, so that no client comes twice. */
const readSections = <Section extends { readonly client: number }>(
  draft: Draft,
  bytesEach: number,
  readSection: (draft: Draft) => Section,
): readonly Section[] => {
  const count = readNumber(draft.cursor)
  const sections: Section[] = []
  if (count > maxClientsPerUpdate) fail(draft, 'too-many-clients')
  if (!fits(draft.cursor, count, bytesEach)) return sections
  let previous = Number.POSITIVE_INFINITY
  for (let index = 0; index < count && !stopped(draft); index += 1) {
    const section = readSection(draft)
    if (section.client >= previous) fail(draft, 'sections-unordered')
    previous = section.client
    sections.push(section)
  }
  return sections
}

/** Total and linear: any bytes give the facts or the first problem. */
export const checkUpdate = (
  bytes: Uint8Array,
  maxStructs = maxStructsPerItem,
): Result<UpdateFacts, UpdateUnsound> => {
  const cursor = createCursor(bytes)
  const draft: Draft = {
    cursor,
    rootNames: new Set(),
    lastRoot: null,
    flat: true,
    structsLeft: maxStructs,
    problem: null,
  }
  const clients = readSections(draft, 5, readClientStructs)
  const deletes = stopped(draft) ? [] : readSections(draft, 4, readClientDeletes)
  if (!stopped(draft) && !isDone(cursor)) fail(draft, 'bytes-left')
  const problem = draft.problem ?? cursor.problem
  if (problem !== null) return err({ type: 'update-unsound', problem })
  return ok({ byteLength: bytes.length, clients, deletes, rootNames: [...draft.rootNames], flat: draft.flat })
}
