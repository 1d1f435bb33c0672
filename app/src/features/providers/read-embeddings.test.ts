import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { toBatches } from './provider-embeddings.ts'
import { readEmbeddings } from './read-embeddings.ts'

const read = (body: unknown, count: number) =>
  readEmbeddings(typeof body === 'string' ? body : JSON.stringify(body), count)

const base64 = (numbers: readonly number[]): string =>
  btoa(String.fromCharCode(...new Uint8Array(Float32Array.from(numbers).buffer)))

const vectorsOf = (body: unknown, count: number): readonly (readonly number[])[] | string => {
  const result = read(body, count)
  return result.ok ? result.value.map(vector => Array.from(vector)) : result.error.type
}

describe('what servers answer', () => {
  it('gives vectors of length one, in the order of their indexes', () => {
    const data = [
      { object: 'embedding', index: 1, embedding: [0, 2] },
      { object: 'embedding', index: 0, embedding: [3, 0] },
    ]
    expect(vectorsOf({ object: 'list', data, usage: {} }, 2)).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('takes base64, a bare list, and entries without an index', () => {
    expect(vectorsOf([{ embedding: base64([0, -4]) }, { embedding: [1, 0] }], 2)).toEqual([
      [0, -1],
      [1, 0],
    ])
  })

  test.each<[string, unknown, number, string]>([
    ['a page', '<!doctype html><title>Sign in</title>', 1, 'not-an-api'],
    ['no JSON', 'teapot', 1, 'stream-malformed'],
    ['another object', { choices: [] }, 1, 'stream-malformed'],
    ['too few', { data: [{ index: 0, embedding: [1] }] }, 2, 'stream-malformed'],
    ['too many', { data: [{ embedding: [1] }, { embedding: [1] }] }, 1, 'stream-malformed'],
    [
      'one index twice',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
      2,
      'stream-malformed',
    ],
    [
      'some without an index',
      { data: [{ index: 0, embedding: [1] }, { embedding: [1] }] },
      2,
      'stream-malformed',
    ],
    ['numbers that are none', '{"data":[{"embedding":[NaN,1]}]}', 1, 'stream-malformed'],
    ['base64 of NaN', { data: [{ embedding: base64([Number.NaN]) }] }, 1, 'stream-malformed'],
    ['half a number', { data: [{ embedding: btoa('abc') }] }, 1, 'stream-malformed'],
    ['no base64', { data: [{ embedding: '%%%' }] }, 1, 'stream-malformed'],
    ['a vector without direction', { data: [{ embedding: [0, 0] }] }, 1, 'stream-malformed'],
    ['an empty vector', { data: [{ embedding: [] }] }, 1, 'stream-malformed'],
    ['vectors of two lengths', { data: [{ embedding: [1, 0] }, { embedding: [1] }] }, 2, 'stream-malformed'],
  ])('%s is refused by name', (_name, body, count, type) => {
    expect(vectorsOf(body, count)).toBe(type)
  })
})

describe('batches', () => {
  it('hold every text once, in order, within both bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 80_000 })), lengths => {
        const texts = lengths.map((length, index) => String(index).padEnd(length, 'x'))
        const batches = toBatches(texts)
        expect(batches.flat()).toEqual(texts)
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(32)
          const characters = batch.reduce((sum, text) => sum + text.length, 0)
          expect(batch.length === 1 || characters <= 64_000).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })
})
