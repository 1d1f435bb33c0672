/** What was pressed, as a `Shortcut` to be stored: for the field in which a person chooses her own keys. */

import type { KeyPress, Shortcut } from '../../ui/shortcut.ts'

const modifierKeys: ReadonlySet<string> = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
])

/** Undefined while only modifiers are down. */
export const shortcutFromEvent = (event: KeyPress, apple: boolean): Shortcut | undefined => {
  if (modifierKeys.has(event.key)) return undefined
  const typed = event.key.toLowerCase()
  // On an Arabic or Bengali layout the letter is known by its place.
  const place = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase()
  const key = place !== undefined && !/^[a-z]$/.test(typed) ? place : typed
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key)
  const modifiers = [
    (apple ? event.metaKey : event.ctrlKey) && 'mod',
    apple && event.ctrlKey && 'ctrl',
    event.altKey && 'alt',
    // A sign that needs Shift says so itself.
    event.shiftKey && !isSign && 'shift',
  ].filter(modifier => modifier !== false)
  return [...modifiers, key].join('+')
}
