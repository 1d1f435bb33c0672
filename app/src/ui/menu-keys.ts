/**
 * Moving about in a menu by keyboard, as the ARIA pattern asks: arrows go round, Home and End jump, letters find
 * the next row that begins with what was typed. Works on the elements, so that rows need no numbers.
 */
import type { Clock } from '@weft/shared/env.ts'

const rows = (menu: Element): HTMLElement[] =>
  [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')].filter(
    row => row.closest('[role="menu"]') === menu,
  )

export const focusFirst = (menu: Element): void => rows(menu)[0]?.focus()

/** Typing on within this time makes one word, milliseconds. */
const wordPause = 700

export interface MenuKeys {
  /** Moves the focus when the key is one that moves; says whether it did. */
  readonly move: (
    menu: Element,
    event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  ) => boolean
  /** A space is now a letter of a word, and must not press the row. */
  readonly isTyping: () => boolean
}

export const createMenuKeys = (clock: Clock): MenuKeys => {
  let typed = ''
  let typedAt = 0

  const isTyping = (): boolean => typed !== '' && clock.now() - typedAt <= wordPause

  const find = (all: readonly HTMLElement[], here: number, letter: string): HTMLElement | undefined => {
    const now = clock.now()
    typed = isTyping() ? typed + letter : letter
    typedAt = now
    // The same letter again goes on to the next row that begins with it.
    const isRepeat = Array.from(typed).every(one => one === typed[0])
    const word = (isRepeat ? letter : typed).toLocaleLowerCase()
    const from = isRepeat || typed.length === 1 ? here + 1 : here
    const around = [...all.slice(Math.max(0, from)), ...all.slice(0, Math.max(0, from))]
    return around.find(row => row.textContent.trim().toLocaleLowerCase().startsWith(word))
  }

  return {
    isTyping,
    move: (menu, event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return false
      const all = rows(menu)
      const here = all.findIndex(row => row === menu.ownerDocument.activeElement)
      const to = (): HTMLElement | undefined => {
        switch (event.key) {
          case 'ArrowDown':
            return all[(here + 1) % all.length]
          case 'ArrowUp':
            return all.at(here <= 0 ? -1 : here - 1)
          case 'Home':
            return all[0]
          case 'End':
            return all.at(-1)
          default:
            return event.key.length === 1 && (event.key !== ' ' || isTyping())
              ? find(all, here, event.key)
              : undefined
        }
      }
      const target = to()
      target?.focus()
      return target !== undefined
    },
  }
}
