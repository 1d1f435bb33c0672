/** Gives bytes or a text to the person as a file, where the browser keeps what is downloaded. */

import type { Clock } from '@weft/shared/env.ts'

/** Milliseconds that the browser has to read it. Safari may not have begun when the press is over. */
const readWithin = 60_000

export const saveFile = (name: string, content: Blob, clock: Clock): void => {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  clock.after(readWithin, () => URL.revokeObjectURL(address))
}
