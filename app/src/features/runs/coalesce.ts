/**
 * Joins deltas into fewer, larger frames: a page that paints sixty times a second gains nothing from a thousand
 * tokens a second. The first delta goes at once, so joining adds nothing to the first word.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { LiveDelta } from './live-channel.ts'

/** Milliseconds between frames, and the characters that end the wait early. */
export const frameInterval = 100
const frameSize = 2_048

export interface Coalescer {
  readonly push: (deltas: readonly LiveDelta[]) => void
  /** Sends what is held now. */
  readonly flush: () => void
}

const join = (held: LiveDelta[], next: LiveDelta): void => {
  const last = held.at(-1)
  if (last && last.index === next.index && next.tool === undefined) {
    held[held.length - 1] = { ...last, delta: last.delta + next.delta }
  } else {
    held.push(next)
  }
}

export const createCoalescer = (clock: Clock, send: (deltas: readonly LiveDelta[]) => void): Coalescer => {
  let held: LiveDelta[] = []
  let size = 0
  let sentAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null

  const flush = (): void => {
    cancel?.()
    cancel = null
    if (held.length === 0) return
    const deltas = held
    // The beginning of a part is no word yet: the first one after it must not wait for the next frame.
    if (size > 0) sentAt = clock.now()
    held = []
    size = 0
    send(deltas)
  }

  return {
    flush,
    push: deltas => {
      for (const delta of deltas) {
        join(held, delta)
        size += delta.delta.length
      }
      if (size === 0) return
      const wait = sentAt + frameInterval - clock.now()
      if (wait <= 0 || size >= frameSize) flush()
      else cancel ??= clock.after(wait, flush)
    },
  }
}
