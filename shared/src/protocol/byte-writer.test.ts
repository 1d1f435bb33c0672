import * as fc from 'fast-check'
import { encode, type Encoder, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { createDecoder, readVarUint } from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import { createCursor, fits, isDone, readNumber, readPrefixed, readText } from './byte-cursor.ts'
import { writeBytes } from './byte-writer.ts'
import { testRandom } from '../testing/env.ts'

const value = fc.oneof(fc.maxSafeNat(), fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 300 }))
type Value = number | string | Uint8Array

const write = (encoder: Encoder, values: readonly Value[]): void => {
  for (const each of values) {
    if (typeof each === 'number') writeVarUint(encoder, each)
    else if (typeof each === 'string') writeVarString(encoder, each)
    else writeVarUint8Array(encoder, each)
  }
}

describe('bytes', () => {
  it('F1: are lib0’s, and are read back', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), values => {
        const bytes = writeBytes(encoder => write(encoder, values))
        expect(bytes).toEqual(encode(encoder => write(encoder, values)))
        const cursor = createCursor(bytes)
        const read = values.map(each => {
          if (typeof each === 'number') return readNumber(cursor)
          return typeof each === 'string' ? readText(cursor) : readPrefixed(cursor)
        })
        expect(read).toEqual(values)
        expect(isDone(cursor)).toBe(true)
      }),
      { numRuns: 500, seed: 2 },
    )
  })

  it('F1: larger than the kept buffer are whole, and the next are not theirs', () => {
    const large = testRandom(1).bytes(200_000)
    const first = writeBytes(encoder => write(encoder, [large, 7]))
    expect(first).toEqual(encode(encoder => write(encoder, [large, 7])))
    expect(writeBytes(encoder => write(encoder, [7]))).toEqual(Uint8Array.of(7))
    expect(first.length).toBe(200_004)
  })

  it('F1: of a writer that throws leave nothing behind', () => {
    const broken = (): Uint8Array =>
      writeBytes(encoder => {
        write(encoder, [1, 2, 3])
        throw new Error('no')
      })
    expect(broken).toThrow('no')
    expect(writeBytes(encoder => write(encoder, [9]))).toEqual(Uint8Array.of(9))
  })
})

describe('a cursor', () => {
  it('F3: agrees with lib0 on every number lib0 writes, and refuses what it does not write', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 10 }), bytes => {
        const cursor = createCursor(bytes)
        const number = readNumber(cursor)
        if (cursor.problem !== null) return
        const decoder = createDecoder(bytes)
        expect(readVarUint(decoder)).toBe(number)
        expect(decoder.pos).toBe(cursor.position)
        expect(encode(encoder => writeVarUint(encoder, number))).toEqual(bytes.subarray(0, cursor.position))
      }),
      { numRuns: 2_000, seed: 3 },
    )
  })

  it('F3: keeps its first problem and gives nothing after it', () => {
    const cursor = createCursor(Uint8Array.of(0x80, 0, 1, 2, 3))
    expect([readNumber(cursor), readNumber(cursor), readText(cursor)]).toEqual([0, 0, ''])
    expect(cursor.problem).toBe('number-malformed')
    expect(isDone(cursor)).toBe(false)
  })

  it('F3: believes no count that its bytes cannot hold', () => {
    expect(fits(createCursor(new Uint8Array(9)), 3, 3)).toBe(true)
    expect(fits(createCursor(new Uint8Array(9)), 2 ** 52, 3)).toBe(false)
    expect(readPrefixed(createCursor(Uint8Array.of(4, 1, 2, 3))).length).toBe(0)
    expect(readPrefixed(createCursor(Uint8Array.of(3, 1, 2, 3)), 2).length).toBe(0)
  })
})
