import * as fc from 'fast-check'
import { createDecoder, readAny } from 'lib0/decoding'
import { encode, writeAny, writeVarString } from 'lib0/encoding'
import { expect, it } from 'vitest'
import { createCursor, isDone } from './byte-cursor.ts'
import { skipAny, skipJson, utf16Length } from './update-values.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const lengthByDecoder = (bytes: Uint8Array): number => {
  try {
    return decoder.decode(bytes).length
  } catch {
    return -1
  }
}

/** Bytes at which the rules of UTF-8 change. */
const edges = [
  [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf],
  [0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
].flat()
const edge = fc.constantFrom(...edges)

it('U7: a text is UTF-8 exactly when a strict decoder takes it, and as long as that says', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 6 }), numbers => {
      const bytes = Uint8Array.from(numbers)
      expect(utf16Length(bytes)).toBe(lengthByDecoder(bytes))
    }),
    { numRuns: 3_000, seed: 1 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const bytes = new TextEncoder().encode(text)
      expect(utf16Length(bytes)).toBe(lengthByDecoder(bytes))
    }),
    { seed: 2 },
  )
})

const any = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.double(), fc.uint8Array(), fc.constant(undefined))

it('U7: a value of lib0 ends where lib0 ends it', () => {
  fc.assert(
    fc.property(any, fc.uint8Array({ maxLength: 3 }), (value, after) => {
      const bytes = encode(encoder => {
        writeAny(encoder, value)
        for (const byte of after) writeAny(encoder, byte)
      })
      const cursor = createCursor(bytes)
      const reader = createDecoder(bytes)
      while (cursor.problem === null && !isDone(cursor)) {
        expect(skipAny(cursor)).toBeNull()
        readAny(reader)
        expect(cursor.position).toBe(reader.pos)
      }
    }),
    { numRuns: 500, seed: 3 },
  )
})

it('U7: any bytes as a value: where lib0 throws, nothing is accepted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 110, max: 130 }), { maxLength: 12 }), numbers => {
      const cursor = createCursor(Uint8Array.from(numbers))
      if (skipAny(cursor) !== null || cursor.problem !== null) return
      const reader = createDecoder(Uint8Array.from(numbers))
      readAny(reader)
      expect(reader.pos).toBe(cursor.position)
    }),
    { numRuns: 5_000, seed: 4 },
  )
})

it('U7: JSON is what JSON.parse takes, and `undefined` only where Yjs writes it', () => {
  const verdict = (text: string, mayBeUndefined: boolean): string | null =>
    skipJson(createCursor(encode(encoder => writeVarString(encoder, text))), mayBeUndefined)
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), text => {
      expect(verdict(text, false)).toBeNull()
    }),
    { seed: 5 },
  )
  expect(verdict('undefined', true)).toBeNull()
  expect(verdict('undefined', false)).toBe('json-malformed')
  expect(verdict('"[[[[\\"[["', false)).toBeNull()
  expect(verdict('{"a":', false)).toBe('json-malformed')
})
