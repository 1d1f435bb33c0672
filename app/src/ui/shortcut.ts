/**
 * Keyboard shortcuts as text: `mod+shift+o`, where `mod` is ⌘ on Apple's machines and Ctrl elsewhere. One
 * spelling for what is pressed, what is shown, and what assistive technology is told.
 */
import type { TextKey } from './i18n/translate.ts'

/** Modifiers (`mod`, `shift`, `alt`, `ctrl`) and one key, joined by `+`; the key as `KeyboardEvent.key`, lower case. */
export type Shortcut = string

/** What is on a key cap: a symbol that needs no translation, or a word from the catalogue. */
export type KeyCap = { readonly symbol: string } | { readonly word: TextKey }

interface Keys {
  readonly modifiers: ReadonlySet<string>
  readonly key: string
}

/** How each platform writes a combination: ⌃⌥⇧⌘ there, Ctrl Alt Shift here. */
const appleOrder = ['ctrl', 'alt', 'shift', 'mod']
const otherOrder = ['mod', 'ctrl', 'alt', 'shift']

const keysOf = (shortcut: Shortcut): Keys => {
  // "mod++" is mod and plus.
  const parts = shortcut.toLowerCase().split(/\+(?!$)/)
  return { modifiers: new Set(parts.slice(0, -1)), key: parts.at(-1) ?? '' }
}

const symbols: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
}

const appleSymbols: Readonly<Record<string, string>> = {
  ctrl: '⌃',
  alt: '⌥',
  shift: '⇧',
  mod: '⌘',
  enter: '↵',
  escape: 'esc',
  backspace: '⌫',
  delete: '⌦',
  tab: '⇥',
}

const words: Readonly<Record<string, TextKey>> = {
  ctrl: 'common.keyControl',
  mod: 'common.keyControl',
  alt: 'common.keyAlt',
  shift: 'common.keyShift',
  enter: 'common.keyEnter',
  escape: 'common.keyEscape',
  backspace: 'common.keyBackspace',
  delete: 'common.keyDelete',
  tab: 'common.keyTab',
  ' ': 'common.keySpace',
}

const capOf = (key: string, apple: boolean): KeyCap => {
  const symbol = symbols[key] ?? (apple ? appleSymbols[key] : undefined)
  if (symbol !== undefined) return { symbol }
  const word = words[key]
  return word ? { word } : { symbol: key.length === 1 ? key.toUpperCase() : key.replace(/^f(?=\d)/, 'F') }
}

/** The key caps in the order the platform writes them: ⇧⌘O, Ctrl+Shift+O. */
export const keyCaps = (shortcut: Shortcut, apple: boolean): readonly KeyCap[] => {
  const { modifiers, key } = keysOf(shortcut)
  const ordered = (apple ? appleOrder : otherOrder).filter(modifier => modifiers.has(modifier))
  return [...ordered, key].map(part => capOf(part, apple))
}

/** For `aria-keyshortcuts`: "Control+Shift+O". */
export const ariaShortcut = (shortcut: Shortcut, apple: boolean): string => {
  const { modifiers, key } = keysOf(shortcut)
  const names: Readonly<Record<string, string>> = {
    mod: apple ? 'Meta' : 'Control',
    ctrl: 'Control',
    alt: 'Alt',
    shift: 'Shift',
  }
  const parts = [...modifiers].map(modifier => names[modifier] ?? modifier)
  return [
    ...parts,
    key.length === 1 ? key.toUpperCase() : key.replace(/^[a-z]/, letter => letter.toUpperCase()),
  ].join('+')
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * Whether the event is this shortcut and nothing more. A letter is also known by its place on the keyboard, so
 * that ⌘K works on an Arabic or a Bengali layout.
 */
export const isShortcut = (event: KeyPress, shortcut: Shortcut, apple: boolean): boolean => {
  const { modifiers, key } = keysOf(shortcut)
  const wantsControl = modifiers.has('ctrl') || (modifiers.has('mod') && !apple)
  const wantsMeta = modifiers.has('mod') && apple
  if (event.ctrlKey !== wantsControl || event.metaKey !== wantsMeta) return false
  if (event.altKey !== modifiers.has('alt')) return false
  const pressed = event.key.toLowerCase()
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key)
  // "?" is typed with Shift on most layouts: the sign says enough.
  if (!isSign && event.shiftKey !== modifiers.has('shift')) return false
  if (pressed === key) return true
  return /^[a-z]$/.test(key) && !/^[a-z]$/.test(pressed) && event.code === `Key${key.toUpperCase()}`
}

interface PlatformNames {
  readonly platform: string
  readonly userAgentData?: { readonly platform: string }
}

export const isApplePlatform = (navigator: PlatformNames): boolean =>
  /mac|iphone|ipad|ipod/i.test(navigator.userAgentData?.platform || navigator.platform)
