import { describe, expect, test } from 'vitest'
import { type PlaceOptions, place } from './place.ts'

const viewport = { width: 1000, height: 600 }
const button = { left: 400, top: 300, width: 100, height: 32 }
const size = { width: 200, height: 150 }

const at = (options: Partial<PlaceOptions>) =>
  place({ anchor: button, size, viewport, side: 'below', align: 'start', direction: 'ltr', ...options })

describe('below and above', () => {
  test('starts at the edge where text starts', () => {
    expect(at({})).toEqual({ left: 400, top: 336, maxHeight: 256, side: 'below' })
    expect(at({ direction: 'rtl' }).left).toBe(300)
    expect(at({ align: 'end' }).left).toBe(300)
    expect(at({ align: 'end', direction: 'rtl' }).left).toBe(400)
    expect(at({ align: 'center' }).left).toBe(350)
  })

  test('turns to the other side when only that has room', () => {
    const low = { ...button, top: 540 }
    expect(at({ anchor: low })).toMatchObject({ top: 386, side: 'above' })
    expect(at({ anchor: { ...button, top: 20 }, side: 'above' })).toMatchObject({ top: 56, side: 'below' })
  })

  test('stays on the side with more room when neither has enough, and says how much', () => {
    const tall = { width: 200, height: 900 }
    expect(at({ size: tall })).toEqual({ left: 400, top: 8, maxHeight: 288, side: 'above' })
    expect(at({ size: tall, anchor: { ...button, top: 100 } })).toEqual({
      left: 400,
      top: 136,
      maxHeight: 456,
      side: 'below',
    })
  })

  test('never leaves the window', () => {
    expect(at({ anchor: { ...button, left: 950 } }).left).toBe(792)
    expect(at({ anchor: { ...button, left: -50 }, direction: 'rtl' }).left).toBe(8)
    expect(at({ size: { width: 2000, height: 100 } }).left).toBe(8)
  })
})

describe('beside', () => {
  test('after is where text goes on', () => {
    expect(at({ side: 'after' })).toMatchObject({ left: 504, top: 300, side: 'after' })
    expect(at({ side: 'after', direction: 'rtl' })).toMatchObject({ left: 196, side: 'after' })
    expect(at({ side: 'before' })).toMatchObject({ left: 196, side: 'before' })
  })

  test('turns round at the edge of the window, in both directions', () => {
    expect(at({ side: 'after', anchor: { ...button, left: 850 } })).toMatchObject({
      left: 646,
      side: 'before',
    })
    expect(at({ side: 'after', anchor: { ...button, left: 50 }, direction: 'rtl' })).toMatchObject({
      left: 154,
      side: 'before',
    })
  })

  test('is pushed up where it would end below the window', () => {
    expect(at({ side: 'after', anchor: { ...button, top: 560 } }).top).toBe(442)
  })
})
