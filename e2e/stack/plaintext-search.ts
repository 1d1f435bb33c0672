/**
 * Looks for texts in bytes that should not hold them, in every form in which a text is usually written: as characters of
 * one or two bytes, in base 64 at any place of it, in hexadecimal, in percent signs, escaped as in JSON; and the same in
 * whatever inflates or decodes, in layers. A search that finds nothing is worth what its own test proves.
 */
import { constants, inflateRawSync, inflateSync } from 'node:zlib'

export interface Finding {
  readonly needle: string
  /** How it is written, innermost last: `gzip > base64 of utf8`. */
  readonly form: string
}

export interface PlaintextSearch {
  readonly find: (bytes: Uint8Array) => readonly Finding[]
}

interface Form {
  readonly needle: string
  readonly form: string
  readonly bytes: Buffer
}

/** Compressed text in base 64 in something compressed is three. */
const maxLayers = 3

/** What a small piece may inflate to: a search must end. */
const maxInflated = 16 * 1024 * 1024

export const createPlaintextSearch = (needles: readonly string[]): PlaintextSearch => {
  const forms = needles.flatMap(formsOf)

  const findIn = (bytes: Buffer, path: string, layers: number): readonly Finding[] => {
    const found = forms
      .filter(form => bytes.includes(form.bytes))
      .map(({ needle, form }): Finding => ({ needle, form: `${path}${form}` }))
    if (layers === maxLayers) return found
    const inner = [...inflations(bytes), ...decodings(bytes)]
    return [...found, ...inner.flatMap(each => findIn(each.bytes, `${path}${each.form} > `, layers + 1))]
  }

  return {
    find: bytes => findIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), '', 0),
  }
}

const formsOf = (needle: string): readonly Form[] => {
  const encodings = [
    ['utf8', Buffer.from(needle)],
    ['utf16le', Buffer.from(needle, 'utf16le')],
    ['utf16be', Buffer.from(needle, 'utf16le').swap16()],
  ] as const
  const forms = encodings.flatMap(([name, bytes]): readonly Form[] => [
    { needle, form: name, bytes },
    ...writtenForms(bytes).map(([form, text]) => ({
      needle,
      form: `${form} of ${name}`,
      bytes: Buffer.from(text),
    })),
  ])
  const escaped = [
    ['percent-encoded', encodeURIComponent(needle)],
    ['json', JSON.stringify(needle).slice(1, -1)],
    ['json in ascii', jsonInAscii(needle)],
  ] as const
  return [...forms, ...escaped.map(([form, text]) => ({ needle, form, bytes: Buffer.from(text) }))]
}

const writtenForms = (bytes: Buffer): readonly (readonly [form: string, text: string])[] => {
  const hex = bytes.toString('hex')
  const percent = hex.replaceAll(/../g, '%$&')
  return [
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['percent', percent],
    ['PERCENT', percent.toUpperCase()],
    ...[0, 1, 2].flatMap(shift => {
      const inside = base64Inside(bytes, shift)
      return [
        ['base64', inside],
        ['base64url', inside.replaceAll('+', '-').replaceAll('/', '_')],
      ] as const
    }),
  ]
}

/** The characters that only these bytes decide, when `shift` others of a group of three stand before them. */
const base64Inside = (bytes: Buffer, shift: number): string => {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const end = (shift + bytes.length) % 3 === 0 ? whole.length : whole.length - 1
  return whole.slice(shift === 0 ? 0 : shift + 1, end)
}

const jsonInAscii = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

interface Layer {
  readonly form: string
  readonly bytes: Buffer
}

interface Compressed {
  readonly form: string
  readonly header: Buffer
  /** Where, counted from the header's begin, the stream begins. */
  readonly begin: (bytes: Buffer) => number
  readonly inflate: (bytes: Buffer, options: { finishFlush: number; maxOutputLength: number }) => Buffer
}

/** The record inside a seal (`shared/src/record.ts`): deflated JSON, two versions, and the length. */
const sealedRecord = Buffer.from([2, 0, 1, 0, 1])

/** RFC 1952: what follows the first ten bytes is told by flags. (Node's own reader refuses what has something behind it.) */
const gzipBegin = (bytes: Buffer): number => {
  const flags = bytes[3] ?? 0
  let at = 10
  if ((flags & 4) !== 0 && bytes.length >= at + 2) at += 2 + bytes.readUInt16LE(at)
  for (const text of [8, 16]) if ((flags & text) !== 0) at = bytes.indexOf(0, at) + 1 || bytes.length
  return (flags & 2) === 0 ? at : at + 2
}

const compressions: readonly Compressed[] = [
  { form: 'gzip', header: Buffer.from([0x1f, 0x8b, 8]), begin: gzipBegin, inflate: inflateRawSync },
  ...[0x01, 0x5e, 0x9c, 0xda].map(level => ({
    form: 'zlib',
    header: Buffer.from([0x78, level]),
    begin: () => 0,
    inflate: inflateSync,
  })),
  { form: 'record', header: sealedRecord, begin: () => sealedRecord.length + 4, inflate: inflateRawSync },
]

function* inflations(bytes: Buffer): Iterable<Layer> {
  for (const { form, header, begin, inflate } of compressions) {
    for (let at = bytes.indexOf(header); at !== -1; at = bytes.indexOf(header, at + 1)) {
      const rest = bytes.subarray(at)
      const inflated = tryInflate(inflate, rest.subarray(begin(rest)))
      if (inflated !== null && inflated.length > 0) yield { form, bytes: inflated }
    }
  }
}

/** What follows the end is not looked at, and an end that does not come is no fault. */
const tryInflate = (inflate: Compressed['inflate'], bytes: Buffer): Buffer | null => {
  try {
    return inflate(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxInflated })
  } catch {
    return null
  }
}

/** Shorter ones hold nothing that inflates to a text worth finding; as they stand they are found by their form. */
const base64Run = /[\w+/-]{40,}/g
const hexRun = /(?:[\da-f]{2}){40,}/gi

function* decodings(bytes: Buffer): Iterable<Layer> {
  const text = bytes.toString('latin1')
  for (const [run] of text.matchAll(base64Run)) yield { form: 'base64', bytes: Buffer.from(run, 'base64') }
  for (const [run] of text.matchAll(hexRun)) yield { form: 'hex', bytes: Buffer.from(run, 'hex') }
}
