import { describe, expect, test } from 'vitest'
import { type ComposerKeyPress, composerKey } from './composer-keys.ts'

const press = (key: string, more: Partial<ComposerKeyPress> = {}): ComposerKeyPress => ({
  key,
  code: key,
  keyCode: 0,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})
const facts = { sendWith: 'enter', apple: false, empty: false } as const

describe('composerKey', () => {
  test('Enter sends, with Shift or Alt it is a new line', () => {
    expect(composerKey(press('Enter'), facts)).toBe('send')
    expect(composerKey(press('Enter', { shiftKey: true }), facts)).toBeUndefined()
    expect(composerKey(press('Enter', { altKey: true }), facts)).toBeUndefined()
  })

  test('who chose so sends with Ctrl or ⌘ and Enter; Enter alone is a new line then', () => {
    const modEnter = { ...facts, sendWith: 'mod-enter' } as const
    expect(composerKey(press('Enter'), modEnter)).toBeUndefined()
    expect(composerKey(press('Enter', { ctrlKey: true }), modEnter)).toBe('send')
    expect(composerKey(press('Enter', { metaKey: true }), modEnter)).toBeUndefined()
    expect(composerKey(press('Enter', { metaKey: true }), { ...modEnter, apple: true })).toBe('send')
    expect(composerKey(press('Enter', { ctrlKey: true, shiftKey: true }), modEnter)).toBeUndefined()
  })

  test('nothing means anything while an input method composes, in Safari’s order too', () => {
    for (const key of ['Enter', 'Escape', 'ArrowUp']) {
      expect(composerKey(press(key, { isComposing: true }), { ...facts, empty: true })).toBeUndefined()
      expect(composerKey(press(key, { keyCode: 229 }), { ...facts, empty: true })).toBeUndefined()
    }
  })

  test('the arrow up asks for the last message only where there is no line to go up to', () => {
    expect(composerKey(press('ArrowUp'), { ...facts, empty: true })).toBe('edit-last')
    expect(composerKey(press('ArrowUp'), facts)).toBeUndefined()
    expect(composerKey(press('ArrowUp', { shiftKey: true }), { ...facts, empty: true })).toBeUndefined()
  })

  test('pasting as text is known on any keyboard', () => {
    expect(composerKey(press('V', { ctrlKey: true, shiftKey: true, code: 'KeyV' }), facts)).toBe(
      'paste-as-text',
    )
    expect(composerKey(press('ر', { ctrlKey: true, shiftKey: true, code: 'KeyV' }), facts)).toBe(
      'paste-as-text',
    )
    expect(composerKey(press('v', { ctrlKey: true, code: 'KeyV' }), facts)).toBeUndefined()
  })
})
