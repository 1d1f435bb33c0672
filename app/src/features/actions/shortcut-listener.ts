/** Turns key presses anywhere in the page into actions. */

import { isShortcut, type KeyPress } from '../../ui/shortcut.ts'
import type { ActionRegistry } from './action-registry.ts'
import { type ActionId, actionList } from './actions.ts'
import type { ShortcutBindings } from './shortcut-bindings.ts'

export interface ShortcutListenerOptions {
  readonly window: Window
  readonly registry: ActionRegistry
  readonly bindings: ShortcutBindings
  readonly apple: boolean
}

export const actionOf = (
  press: KeyPress,
  bindings: ShortcutBindings,
  apple: boolean,
): ActionId | undefined => {
  const shortcuts = bindings.get()
  return actionList.find(({ id }) => {
    const shortcut = shortcuts.get(id)
    return shortcut !== undefined && isShortcut(press, shortcut, apple)
  })?.id
}

/** Listens until the returned function is called. */
export const listenForShortcuts = ({
  window,
  registry,
  bindings,
  apple,
}: ShortcutListenerOptions): (() => void) => {
  const pressed = (event: KeyboardEvent): void => {
    // A view that has used the key, an input method that is composing, a key held down.
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    // What lies over the page has its own keys; the page below must not change unseen.
    if (window.document.querySelector('dialog:modal') !== null) return
    const id = actionOf(event, bindings, apple)
    if (id !== undefined && registry.run(id)) event.preventDefault()
  }
  window.addEventListener('keydown', pressed)
  return () => window.removeEventListener('keydown', pressed)
}
