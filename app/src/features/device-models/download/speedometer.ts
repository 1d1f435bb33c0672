/** How fast bytes come, over the last seconds: a figure that neither jumps with each piece nor remembers an hour ago. */

import type { Clock } from '@weft/shared/env.ts'

export interface Speedometer {
  /** Bytes per second; undefined until there is something to go by. */
  readonly at: (doneBytes: number) => number | undefined
}

/** Milliseconds looked back. */
const span = 8_000
/** Milliseconds before a figure means anything. */
const shortest = 1_000

export const createSpeedometer = (clock: Clock): Speedometer => {
  let marks: readonly { readonly at: number; readonly bytes: number }[] = []
  return {
    at: bytes => {
      const now = clock.now()
      // What is found to be here at the beginning did not come now.
      const last = marks.at(-1)
      if (last && bytes < last.bytes) marks = []
      marks = [...marks.filter(mark => now - mark.at <= span), { at: now, bytes }]
      const [first] = marks
      if (!first || now - first.at < shortest) return undefined
      return Math.max(0, (bytes - first.bytes) / ((now - first.at) / 1_000))
    },
  }
}
