import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTermDictionaryWriter, readTermDictionary } from './term-dictionary.ts'

/** Among others pairs of surrogates that share their first half. */
const term = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', 'b', 'é', '𠀀', '𠀁', '𐀀', '\uf900', 'ক'),
    fc.string({ unit: 'grapheme' }),
  ),
  minLength: 1,
  maxLength: 5,
})

it('finds every term with its lists, and all that begin alike, in their order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(term, { maxLength: 120 }), term, (terms, prefix) => {
      const sorted = terms.toSorted((a, b) => (a < b ? -1 : 1))
      const writer = createTermDictionaryWriter()
      for (const [number, each] of sorted.entries()) writer.add(each, number + 1, number * 3, number * 5)
      const dictionary = readTermDictionary(writer.encode())
      let [postings, positions] = [0, 0]
      for (const [number, each] of sorted.entries()) {
        expect(dictionary.find(each)).toEqual({
          term: each,
          documents: number + 1,
          postings,
          postingsSize: number * 3,
          positions,
          positionsSize: number * 5,
        })
        postings += number * 3
        positions += number * 5
      }
      expect([...dictionary.beginningWith(prefix)].map(entry => entry.term)).toEqual(
        sorted.filter(each => each.startsWith(prefix)),
      )
      if (!terms.includes(prefix)) expect(dictionary.find(prefix)).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

it('throws where the bytes are cut off', () => {
  const writer = createTermDictionaryWriter()
  writer.add('loom', 1, 1, 1)
  const bytes = writer.encode()
  expect(() => readTermDictionary(bytes.slice(0, -1))).toThrow('end too early')
})
