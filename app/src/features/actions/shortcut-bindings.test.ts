import { describe, expect, test } from 'vitest'
import { createShortcutBindings, shortcutsKey } from './shortcut-bindings.ts'
import { actionOf } from './shortcut-listener.ts'
import { shortcutFromEvent } from './shortcut-from-event.ts'

const storageOf = (initial?: string) => {
  const values = new Map<string, string>(initial === undefined ? [] : [[shortcutsKey, initial]])
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    values,
  }
}

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('shortcuts of this device', () => {
  test('the defaults do not take each other’s keys, and each could be chosen by a person', () => {
    const bindings = createShortcutBindings(undefined)
    for (const [id, shortcut] of bindings.get()) {
      expect([id, bindings.check(id, shortcut)]).toEqual([id, undefined])
    }
  })

  test('a chosen shortcut is stored, runs the action, and frees the default for another', () => {
    const storage = storageOf()
    const bindings = createShortcutBindings(storage)
    expect(bindings.bind('thread.new', 'alt+n')).toBeUndefined()
    expect(actionOf(press('n', { altKey: true }), bindings, false)).toBe('thread.new')
    expect(actionOf(press('O', { ctrlKey: true, shiftKey: true }), bindings, false)).toBeUndefined()
    expect(bindings.bind('thread.pin', 'mod+shift+o')).toBeUndefined()
    expect(createShortcutBindings(storage).get().get('thread.new')).toBe('alt+n')
  })

  test('says who has a shortcut already, and changes nothing', () => {
    const bindings = createShortcutBindings(undefined)
    expect(bindings.bind('thread.pin', 'mod+k')).toEqual({ type: 'taken', by: 'palette.open' })
    expect(bindings.get().get('thread.pin')).toBeUndefined()
  })

  test('refuses what the browser keeps, and what would fire while one writes', () => {
    const bindings = createShortcutBindings(undefined)
    expect(bindings.check('thread.new', 'mod+n')).toEqual({ type: 'reserved' })
    expect(bindings.check('thread.new', 'n')).toEqual({ type: 'bare' })
    expect(bindings.check('thread.new', 'shift+n')).toEqual({ type: 'bare' })
    expect(bindings.check('thread.new', 'escape')).toEqual({ type: 'bare' })
    expect(bindings.check('thread.new', 'f8')).toBeUndefined()
  })

  test('an action can have no keys, and get its own back unless they were given away', () => {
    const bindings = createShortcutBindings(storageOf())
    bindings.bind('palette.open', null)
    expect(bindings.get().get('palette.open')).toBeUndefined()
    bindings.bind('thread.pin', 'mod+k')
    bindings.reset('palette.open')
    expect(bindings.get().get('palette.open')).toBeUndefined()
    bindings.reset('thread.pin')
    bindings.reset('palette.open')
    expect(bindings.get().get('palette.open')).toBe('mod+k')
    expect(bindings.isChanged('palette.open')).toBe(false)
  })

  test('storage that holds nonsense, or actions of another version, costs nothing', () => {
    expect(createShortcutBindings(storageOf('{')).get().get('palette.open')).toBe('mod+k')
    const mixed = storageOf('{"palette.open":7,"old.action":"mod+j","thread.pin":"alt+p"}')
    const read = createShortcutBindings(mixed).get()
    expect([read.get('palette.open'), read.get('thread.pin')]).toEqual(['mod+k', 'alt+p'])
  })
})

describe('what was pressed', () => {
  test('is written the same on every keyboard', () => {
    expect(shortcutFromEvent(press('K', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+k')
    expect(shortcutFromEvent(press('ن', { ctrlKey: true, code: 'KeyK' }), false)).toBe('mod+k')
    expect(shortcutFromEvent(press('?', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+?')
    expect(shortcutFromEvent(press('k', { metaKey: true, ctrlKey: true }), true)).toBe('mod+ctrl+k')
    expect(shortcutFromEvent(press('Shift', { shiftKey: true }), false)).toBeUndefined()
  })
})
