/**
 * Cuts JSON text into values while it comes, from bytes in chunks of any size, holding no more than one value at a time.
 * It walks only the containers that `choose` enters and parses what it takes by `JSON.parse`.
 *
 * Own code, because of what a library does here: `@streamparser/json` builds every value in JavaScript, token by token,
 * and assigns `__proto__` where `JSON.parse` makes it an own key.
 * Here the scan only finds where a value ends; what is in it is the engine's business.
 */

export type JsonPath = readonly (string | number)[]

export type JsonKind = 'object' | 'array' | 'scalar'

/** Walk into it, take it whole, or let it pass unread. A scalar that is entered is taken. */
export type JsonChoice = 'enter' | 'take' | 'pass'

export type ChooseJson = (path: JsonPath, kind: JsonKind) => JsonChoice

export interface JsonBounds {
  /** Bytes of one value. Against a value without end, which would fill memory. */
  readonly bytes: number
  /** Containers in containers. Against a tower of brackets, which costs whoever walks it a stack. */
  readonly depth: number
}

export const jsonBounds: JsonBounds = { bytes: 64 * 1024 * 1024, depth: 50_000 }

export type JsonProblem =
  /** This one value cannot be parsed; what follows it goes on. */
  | 'malformed'
  | 'too-large'
  | 'too-deep'
  /** The text is no JSON from here on. */
  | 'broken'
  /** The text ends before its end. */
  | 'cut'

export type JsonPiece = { readonly path: JsonPath } & (
  | { readonly type: 'value'; readonly value: unknown; readonly size: number }
  | { readonly type: 'passed'; readonly kind: JsonKind }
  | { readonly type: 'entered'; readonly kind: JsonKind }
  | { readonly type: 'problem'; readonly problem: JsonProblem; readonly offset: number }
)

export interface JsonSplitter {
  readonly push: (chunk: Uint8Array) => readonly JsonPiece[]
  readonly end: () => readonly JsonPiece[]
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

interface Frame {
  readonly kind: 'object' | 'array'
  /** Where the next value stands in it. */
  key: string | number
}

/** What may come next between values. */
type Expects = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

/** A value that is being read over. */
interface Capture {
  readonly use: 'value' | 'key' | 'pass'
  readonly kind: JsonKind
  readonly chunks: Uint8Array[]
  size: number
  depth: number
  inString: boolean
  /** Backslashes right before the next byte. */
  slashes: number
  problem?: JsonProblem
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const endsScalar = (byte: number): boolean =>
  byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === COLON || isSpace(byte)

const kindOf = (byte: number): JsonKind =>
  byte === OPEN_OBJECT ? 'object' : byte === OPEN_ARRAY ? 'array' : 'scalar'

export const createJsonSplitter = (choose: ChooseJson, bounds: JsonBounds = jsonBounds): JsonSplitter => {
  const decoder = new TextDecoder()
  const frames: Frame[] = []
  let pieces: JsonPiece[] = []
  let expects: Expects = 'value'
  let capture: Capture | undefined
  let broken = false
  let started = false
  /** Bytes before the chunk at hand. */
  let before = 0

  const path = (): JsonPath => frames.map(frame => frame.key)

  const breakAt = (index: number): void => {
    broken = true
    pieces.push({ path: path(), type: 'problem', problem: 'broken', offset: before + index })
  }

  const begin = (use: Capture['use'], kind: JsonKind): void => {
    capture = { use, kind, chunks: [], size: 0, depth: 0, inString: false, slashes: 0 }
  }

  const afterValue = (): void => {
    expects = frames.length === 0 ? 'nothing' : 'comma-or-end'
  }

  const keep = (held: Capture, bytes: Uint8Array): void => {
    if (held.use === 'pass' || held.problem || bytes.length === 0) return
    held.size += bytes.length
    if (held.size > bounds.bytes) giveUp(held, 'too-large')
    else held.chunks.push(bytes)
  }

  const giveUp = (held: Capture, problem: JsonProblem): void => {
    held.problem ??= problem
    held.chunks.length = 0
  }

  const finish = (held: Capture, offset: number): void => {
    capture = undefined
    if (held.use === 'pass') {
      pieces.push({ path: path(), type: 'passed', kind: held.kind })
      return afterValue()
    }
    const value = held.problem ? undefined : parse(decoder, held.chunks)
    const problem = held.problem ?? (value ? undefined : 'malformed')
    if (held.use === 'key') {
      const frame = frames.at(-1)
      if (frame && value && typeof value.value === 'string') {
        frame.key = value.value
        expects = 'colon'
      } else breakAt(offset - before)
      return
    }
    pieces.push(
      value
        ? { path: path(), type: 'value', value: value.value, size: held.size }
        : { path: path(), type: 'problem', problem: problem ?? 'malformed', offset },
    )
    afterValue()
  }

  /** Reads over a value from `start`; says where it stopped. */
  const scan = (held: Capture, chunk: Uint8Array, start: number): number => {
    const end =
      held.kind === 'scalar' && !held.inString && held.depth === 0
        ? scanScalar(held, chunk, start)
        : scanNested(held, chunk, start, bounds.depth, giveUp)
    keep(held, chunk.subarray(start, end.index))
    if (end.done) finish(held, before + end.index)
    return end.index
  }

  const open = (kind: JsonKind, index: number): number => {
    const choice = choose(path(), kind)
    if (choice === 'enter' && kind !== 'scalar') {
      pieces.push({ path: path(), type: 'entered', kind })
      frames.push({ kind, key: kind === 'array' ? 0 : '' })
      expects = kind === 'array' ? 'value-or-end' : 'key-or-end'
      return index + 1
    }
    begin(choice === 'pass' ? 'pass' : 'value', kind)
    return index
  }

  const close = (byte: number, index: number): void => {
    const frame = frames.at(-1)
    if (!frame || byte !== (frame.kind === 'array' ? CLOSE_ARRAY : CLOSE_OBJECT)) return breakAt(index)
    frames.pop()
    afterValue()
  }

  const comma = (): void => {
    const frame = frames.at(-1)
    if (frame?.kind === 'array') {
      frame.key = Number(frame.key) + 1
      expects = 'value'
    } else expects = 'key'
  }

  /** One byte between values; says where to go on. */
  const step = (byte: number, index: number): number => {
    const closes = byte === CLOSE_ARRAY || byte === CLOSE_OBJECT
    if (expects === 'value' || expects === 'value-or-end') {
      if (closes && expects === 'value-or-end') close(byte, index)
      else if (!endsScalar(byte)) return open(kindOf(byte), index)
      else breakAt(index)
    } else if (expects === 'key' || expects === 'key-or-end') {
      if (byte === QUOTE) {
        begin('key', 'scalar')
        return index
      }
      if (closes && expects === 'key-or-end') close(byte, index)
      else breakAt(index)
    } else if (expects === 'colon') {
      if (byte === COLON) expects = 'value'
      else breakAt(index)
    } else if (expects === 'comma-or-end') {
      if (byte === COMMA) comma()
      else close(byte, index)
    } else breakAt(index)
    return index + 1
  }

  const taken = (): readonly JsonPiece[] => {
    const all = pieces
    pieces = []
    return all
  }

  return {
    push: chunk => {
      let index = 0
      while (index < chunk.length) {
        if (broken) break
        if (capture) {
          index = scan(capture, chunk, index)
          continue
        }
        const byte = chunk[index] ?? 0
        if (isSpace(byte) || (!started && isMark(byte, before + index))) index += 1
        else {
          started = true
          index = step(byte, index)
        }
      }
      before += chunk.length
      return taken()
    },
    end: () => {
      if (broken) return taken()
      // A number at the top has no end of its own.
      if (capture?.kind === 'scalar' && frames.length === 0 && !capture.inString) finish(capture, before)
      if (expects !== 'nothing' || capture)
        pieces.push({ path: path(), type: 'problem', problem: 'cut', offset: before })
      return taken()
    },
  }
}

/** EF BB BF before the text, which Windows writes and RFC 8259 lets a reader ignore. */
const isMark = (byte: number, offset: number): boolean => offset < 3 && byte === [0xef, 0xbb, 0xbf][offset]

interface ScanEnd {
  readonly index: number
  readonly done: boolean
}

const scanScalar = (held: Capture, chunk: Uint8Array, start: number): ScanEnd => {
  let index = start
  if (held.size === 0 && chunk[index] === QUOTE) {
    held.inString = true
    const end = scanString(held, chunk, index + 1)
    return { index: end, done: !held.inString }
  }
  while (index < chunk.length && !endsScalar(chunk[index] ?? 0)) index += 1
  return { index, done: index < chunk.length }
}

const scanNested = (
  held: Capture,
  chunk: Uint8Array,
  start: number,
  deepest: number,
  giveUp: (held: Capture, problem: JsonProblem) => void,
): ScanEnd => {
  let index = start
  while (index < chunk.length) {
    if (held.inString) {
      index = scanString(held, chunk, index)
      if (!held.inString && held.depth === 0) return { index, done: true }
      continue
    }
    const byte = chunk[index] ?? 0
    index += 1
    if (byte === QUOTE) {
      held.inString = true
      held.slashes = 0
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      held.depth += 1
      if (held.depth > deepest) giveUp(held, 'too-deep')
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      held.depth -= 1
      if (held.depth === 0) return { index, done: true }
    }
  }
  return { index, done: false }
}

/** From within a string to behind its closing quote, or to the end of the chunk. */
const scanString = (held: Capture, chunk: Uint8Array, start: number): number => {
  let index = start
  while (true) {
    const quote = chunk.indexOf(QUOTE, index)
    const end = quote === -1 ? chunk.length : quote
    let slash = end
    while (slash > index && chunk[slash - 1] === BACKSLASH) slash -= 1
    const run = end - slash + (slash === index ? held.slashes : 0)
    if (quote === -1) {
      held.slashes = run
      return end
    }
    held.slashes = 0
    index = quote + 1
    if (run % 2 === 1) continue
    held.inString = false
    return index
  }
}

/** Wrapped, since `null` and `undefined` are told apart by it. */
const parse = (
  decoder: TextDecoder,
  chunks: readonly Uint8Array[],
): { readonly value: unknown } | undefined => {
  const [first] = chunks
  const text = decoder.decode(chunks.length === 1 && first ? first : join(chunks))
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const join = (chunks: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
