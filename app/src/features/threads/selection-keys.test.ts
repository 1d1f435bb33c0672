import { expect, test } from 'vitest'
import { selectionKeyOf } from './selection-keys.ts'

const press = (key: string, held: readonly ('ctrl' | 'meta' | 'shift' | 'alt')[] = []) =>
  selectionKeyOf({
    key,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    shiftKey: held.includes('shift'),
    altKey: held.includes('alt'),
  })

test('keys that choose are those of the systems, and no others are taken', () => {
  expect(press('a', ['ctrl'])).toBe('all')
  expect(press('A', ['meta'])).toBe('all')
  expect(press('a')).toBeUndefined()
  expect(press('a', ['ctrl', 'shift'])).toBeUndefined()
  for (const key of ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']) {
    expect(press(key, ['shift'])).toBe('extend')
    expect(press(key)).toBeUndefined()
    expect(press(key, ['shift', 'alt'])).toBeUndefined()
    expect(press(key, ['shift', 'ctrl'])).toBeUndefined()
  }
  expect(press(' ', ['ctrl'])).toBe('toggle')
  expect(press(' ', ['shift'])).toBe('toggle')
  // A box is toggled by the browser itself.
  expect(press(' ')).toBeUndefined()
  expect(press('Escape')).toBe('end')
  expect(press('ArrowLeft', ['shift'])).toBeUndefined()
})
