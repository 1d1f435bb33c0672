import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPieceReader, toPieces } from './notify-pieces.ts'

/** By length, each of letters of its own, so that a failing test does not show them. */
const lengths = fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 5 })
const letters = 'abcde'
const textOf = (length: number, index: number): string => (letters[index] ?? '').repeat(length)
const shown = (text: string): string => [...new Set(text)].map(letter => `${letter}${text.length}`).join()

test('texts come out as they went in, and no piece is longer than a payload may be', () => {
  fc.assert(
    fc.property(lengths, all => {
      const reader = createPieceReader('here')
      const payloads = all.flatMap((length, index) => toPieces('there', index, textOf(length, index)))
      expect(payloads.filter(({ length }) => length >= 8_000)).toEqual([])
      const taken = payloads.map(reader.take).filter(text => text !== undefined)
      expect(taken.map(shown)).toEqual(all.map((length, index) => shown(textOf(length, index))))
    }),
  )
})

test('whatever pieces are lost: a text comes whole or not at all, and the next one comes', () => {
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.boolean()), (all, lost) => {
      const reader = createPieceReader('here')
      const payloads = all.flatMap((length, index) =>
        toPieces(`there${index % 2}`, index, textOf(length, index)),
      )
      const whole = new Set(all.map((length, index) => shown(textOf(length, index))))
      for (const payload of payloads.filter(() => !lost.next().value)) {
        const text = reader.take(payload)
        if (text !== undefined) expect(whole).toContain(shown(text))
      }
      expect(toPieces('there', 9, 'last').map(reader.take)).toEqual(['last'])
    }),
  )
})

test('our own, and what is nothing of ours, is no text', () => {
  const { take } = createPieceReader('here')
  for (const payload of [...toPieces('here', 1, 'ours'), '', 'there', 'there 1/1 x', 'there 1 2/2 y'])
    expect(take(payload)).toBeUndefined()
})
