import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPieceReader, toPieces } from './notify-pieces.ts'

const text = fc
  .integer({ min: 1, max: 40_000 })
  .chain(length => fc.constantFrom('a', 'b').map(char => char.repeat(length)))

test('texts come out as they went in, and no piece is longer than a payload may be', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), texts => {
      const reader = createPieceReader('here')
      const payloads = texts.flatMap(each => toPieces('there', each))
      expect(payloads.every(({ length }) => length < 8_000)).toBe(true)
      expect(payloads.map(reader.take).filter(taken => taken !== undefined)).toEqual(texts)
    }),
  )
})

test('whatever pieces are lost: a text comes whole or not at all, and the next one comes', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), fc.infiniteStream(fc.boolean()), (texts, lost) => {
      const reader = createPieceReader('here')
      const payloads = texts.flatMap((each, index) => toPieces(`there${index % 2}`, each))
      const heard = payloads.filter(() => !lost.next().value).map(reader.take)
      for (const taken of heard) if (taken !== undefined) expect(texts).toContain(taken)
      expect(toPieces('there', 'last').map(reader.take)).toEqual(['last'])
    }),
  )
})

test('our own, and what is nothing of ours, is no text', () => {
  const { take } = createPieceReader('here')
  for (const payload of [...toPieces('here', 'ours'), '', 'there', 'there 1/x y', 'there 2/2 y'])
    expect(take(payload)).toBeUndefined()
})
