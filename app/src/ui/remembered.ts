/**
 * One small choice of the person that must be known before the first paint, kept in `localStorage`. Storage
 * that the browser refuses (private mode, blocked cookies) costs the memory of the choice, not the choice.
 */

export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface Remembered {
  readonly read: () => string | null
  /** `null` forgets the choice. */
  readonly write: (value: string | null) => void
}

export const createRemembered = (storage: TextStorage | undefined, key: string): Remembered => ({
  read: () => {
    try {
      return storage?.getItem(key) ?? null
    } catch {
      return null
    }
  },
  write: value => {
    try {
      if (value === null) storage?.removeItem(key)
      else storage?.setItem(key, value)
    } catch {
      // The choice holds for this visit.
    }
  },
})
