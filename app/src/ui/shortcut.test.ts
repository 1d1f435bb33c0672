import { describe, expect, test } from 'vitest'
import { ariaShortcut, isApplePlatform, isShortcut, type KeyPress, keyCaps } from './shortcut.ts'

const caps = (shortcut: string, apple: boolean): string =>
  keyCaps(shortcut, apple)
    .map(cap => ('symbol' in cap ? cap.symbol : cap.word.replace('common.key', '')))
    .join(apple ? '' : '+')

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

test('key caps are written as the platform writes them', () => {
  expect(caps('shift+mod+o', true)).toBe('⇧⌘O')
  expect(caps('shift+mod+o', false)).toBe('Control+Shift+O')
  expect(caps('mod+enter', true)).toBe('⌘↵')
  expect(caps('mod+enter', false)).toBe('Control+Enter')
  expect(caps('alt+arrowup', false)).toBe('Alt+↑')
  expect(caps('f2', true)).toBe('F2')
  expect(caps('mod++', true)).toBe('⌘+')
  expect(caps('?', false)).toBe('?')
})

test('assistive technology is told the same keys', () => {
  expect(ariaShortcut('mod+shift+o', true)).toBe('Meta+Shift+O')
  expect(ariaShortcut('mod+shift+o', false)).toBe('Control+Shift+O')
  expect(ariaShortcut('escape', false)).toBe('Escape')
})

describe('a press is the shortcut', () => {
  test('with exactly its modifiers', () => {
    expect(isShortcut(press('k', { metaKey: true }), 'mod+k', true)).toBe(true)
    expect(isShortcut(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true)
    expect(isShortcut(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false)
    expect(isShortcut(press('k', { metaKey: true }), 'mod+k', false)).toBe(false)
    expect(isShortcut(press('k'), 'mod+k', false)).toBe(false)
    expect(isShortcut(press('K', { ctrlKey: true, shiftKey: true }), 'mod+k', false)).toBe(false)
    expect(isShortcut(press('k', { ctrlKey: true, altKey: true }), 'mod+k', false)).toBe(false)
    expect(isShortcut(press('O', { ctrlKey: true, shiftKey: true }), 'mod+shift+o', false)).toBe(true)
  })

  test('by its place on a keyboard of another script', () => {
    expect(isShortcut(press('ن', { code: 'KeyK', ctrlKey: true }), 'mod+k', false)).toBe(true)
    expect(isShortcut(press('ক', { code: 'KeyK', metaKey: true }), 'mod+k', true)).toBe(true)
    // A Latin layout that moves its letters is taken at its word.
    expect(isShortcut(press('t', { code: 'KeyK', ctrlKey: true }), 'mod+k', false)).toBe(false)
  })

  test('by its sign, whatever has to be held to type it', () => {
    expect(isShortcut(press('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(isShortcut(press('?'), '?', false)).toBe(true)
    expect(isShortcut(press('+', { ctrlKey: true, shiftKey: true }), 'mod++', false)).toBe(true)
  })
})

test('the platform is asked, the newer answer first', () => {
  expect(isApplePlatform({ platform: 'MacIntel' })).toBe(true)
  expect(isApplePlatform({ platform: 'iPhone' })).toBe(true)
  expect(isApplePlatform({ platform: 'Linux x86_64' })).toBe(false)
  expect(isApplePlatform({ platform: 'MacIntel', userAgentData: { platform: 'Windows' } })).toBe(false)
})
