/**
 * One JSON text, whichever program wrote it. An array is read element by element, and each is known for itself. An
 * object is looked over first without its long lists, then those are read element by element with the rest at hand.
 */

import type { ImportEvent, SkipReason } from '../transfer/imported-thread.ts'
import { isBomb, unpackBounds, type UnpackBounds } from './archive/read-chunks.ts'
import { readerOf } from './conversation-readers.ts'
import { type Fields, fieldsOf, firstText, isFields } from './fields.ts'
import { holdsOnlyLinks } from './holds-only-links.ts'
import type { ImportDocument } from './import-document.ts'
import {
  type ChooseJson,
  type JsonBounds,
  jsonBounds,
  type JsonPath,
  type JsonPiece,
  type JsonProblem,
} from './json/json-splitter.ts'
import { readPieces } from './json/read-pieces.ts'
import { choiceOf, listChoice } from './long-lists.ts'
import { readBeside } from './readers/beside.ts'
import type { Asset, ReadContext } from './readers/reader.ts'
import { createTableReader } from './readers/thunderbolt.ts'
import { createSkips, type Skips } from './thread/skips.ts'

export interface DocumentReading {
  readonly signal: AbortSignal
  readonly findAsset: (id: string) => Asset | undefined
  /** Bytes of the text that were read, the last time it is read. */
  readonly onBytes?: (done: number) => void
  readonly jsonBounds?: JsonBounds
  readonly unpackBounds?: UnpackBounds
}

export async function* readDocument(
  document: ImportDocument,
  reading: DocumentReading,
): AsyncGenerator<ImportEvent> {
  const skips = createSkips(document.name)
  try {
    yield* readText(document, reading, skips)
  } catch (cause) {
    reading.signal.throwIfAborted()
    // A stream that fails is damaged from there on; what came before it has been read.
    skips.add('malformed', false, undefined, cause instanceof Error ? cause.message : undefined)
  }
  for (const skipped of skips.lines()) yield { type: 'skipped', skipped }
}

async function* readText(
  document: ImportDocument,
  reading: DocumentReading,
  skips: Skips,
): AsyncGenerator<ImportEvent> {
  const elements = createElementReader({ findAsset: reading.findAsset, beside: {} })
  const members = new Map<string, unknown>()
  const lists: JsonPath[] = []
  let isArray = false
  for await (const piece of piecesOf(document, choiceOf, reading)) {
    const [first, second] = piece.path
    if (piece.type === 'entered') isArray ||= piece.path.length === 0 && piece.kind === 'array'
    else if (piece.type === 'passed') lists.push(piece.path)
    else if (piece.type === 'problem') addProblem(skips, piece)
    else if (typeof first === 'string') members.set(typeof second === 'string' ? second : first, piece.value)
    else yield* elements.read(piece.value)
  }
  if (isArray) {
    elements.end(skips)
    return
  }
  const beside: Fields = Object.fromEntries(members)
  const context: ReadContext = { findAsset: reading.findAsset, beside }
  yield* readBeside(beside)
  const whole = createElementReader(context)
  if (lists.length === 0) {
    yield* whole.read(beside)
    whole.end(skips)
    return
  }
  const tables = createTableReader()
  for await (const piece of piecesOf(document, listChoice(lists), reading)) {
    if (piece.type === 'problem') addProblem(skips, piece)
    else if (piece.type !== 'value') continue
    else if (piece.path[0] === 'tables') tables.add(String(piece.path[1]), piece.value)
    else yield* whole.read(piece.value)
  }
  yield* tables.end()
  whole.end(skips)
}

interface ElementReader {
  readonly read: (value: unknown) => readonly ImportEvent[]
  /** Tells of what nobody knew. */
  readonly end: (skips: Skips) => void
}

const createElementReader = (context: ReadContext): ElementReader => {
  let known = 0
  let strangers = 0
  let links = false
  const names: string[] = []
  return {
    read: value => {
      const fields = fieldsOf(value)
      const reader = fields && readerOf(fields, context)
      if (fields && reader) {
        known += 1
        return reader.read(fields, context)
      }
      strangers += 1
      links ||= holdsOnlyLinks(value)
      if (names.length < mostNames) names.push(strangerName(value))
      return []
    },
    end: skips => {
      if (strangers === 0) return
      if (links && known === 0) return skips.add('links-only', false)
      // A file that is about something else is one line; one that holds conversations and other things names those.
      if (known === 0) return skips.add('not-a-conversation', false)
      for (const name of names) skips.add('not-a-conversation', false, undefined, name)
      for (let more = names.length; more < strangers; more += 1) skips.add('not-a-conversation', false)
    },
  }
}

/** Names that are kept for the report. */
const mostNames = 100

const strangerName = (value: unknown): string =>
  (isFields(value) ? firstText(value, 'title', 'name', 'id', 'uuid') : undefined) ?? typeof value

async function* piecesOf(
  document: ImportDocument,
  choose: ChooseJson,
  reading: DocumentReading,
): AsyncGenerator<JsonPiece> {
  const bounds = reading.unpackBounds ?? unpackBounds
  const pieces = readPieces(document.open(), choose, {
    signal: reading.signal,
    ...(reading.onBytes ? { onBytes: reading.onBytes } : {}),
    isTooMuch: done => isBomb(done, document.packed, bounds),
    bounds: reading.jsonBounds ?? jsonBounds,
  })
  for await (const batch of pieces) yield* batch
}

const reasons: Readonly<Record<JsonProblem, SkipReason>> = {
  malformed: 'malformed',
  'too-large': 'too-large',
  'too-deep': 'too-deep',
  broken: 'malformed',
  cut: 'malformed',
}

const addProblem = (skips: Skips, piece: JsonPiece & { readonly type: 'problem' }): void =>
  skips.add(reasons[piece.problem], false, undefined, `${piece.path.join('.')} @${piece.offset}`)
