import type { MouseEvent } from 'react'

/**
 * For the buttons of a form: pressing one does not leave the field first. A field is checked when it is left, and
 * the line that says what would be right pushes down what stands below: without this the button would slip away
 * between press and release, and the click would be lost. Spread it on a `Button`.
 */
export const keepFieldFocus = {
  onMouseDown: (event: MouseEvent<HTMLButtonElement>): void => event.preventDefault(),
} as const
