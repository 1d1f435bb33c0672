import type { MouseEvent } from 'react'

/**
 * For `onMouseDown` of a form: pressing one of its buttons does not leave the field first. A field is checked when
 * it is left, and the line that says what would be right pushes down what stands below: without this the button
 * would slip away between press and release, and the click would be lost.
 */
export const keepFieldFocus = (event: MouseEvent<HTMLFormElement>): void => {
  if (event.target instanceof Element && event.target.closest('button')) event.preventDefault()
}
