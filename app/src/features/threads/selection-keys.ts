/** The keys by which threads of a list are chosen, as the systems have them. */

/** `extend`: the focus moves and takes with it what lies between. `toggle`: the row with the focus. */
export type SelectionKey = 'all' | 'toggle' | 'extend' | 'end'

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const moves = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])

export const selectionKeyOf = ({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: Pressed): SelectionKey | undefined => {
  const command = ctrlKey || metaKey
  if (altKey) return undefined
  if (command && !shiftKey && key.toLowerCase() === 'a') return 'all'
  if (key === ' ' && (command || shiftKey)) return 'toggle'
  if (shiftKey && !command && moves.has(key)) return 'extend'
  if (key === 'Escape' && !command && !shiftKey) return 'end'
  return undefined
}
