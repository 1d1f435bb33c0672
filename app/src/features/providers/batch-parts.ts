/**
 * Parts on their way over a port: the first at once, then what has gathered at most once in a frame's time, with
 * neighbouring deltas joined. A fast model would otherwise wake the other side for every token.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { StreamPart } from './language-model.ts'

/** One frame at 60 a second. */
const frame = 16

export interface PartBatch {
  readonly add: (part: StreamPart) => void
  /** Sends what is left; nothing is sent later. */
  readonly close: () => void
}

export const createPartBatch = (clock: Clock, send: (parts: readonly StreamPart[]) => void): PartBatch => {
  let waiting: StreamPart[] = []
  let cancel: (() => void) | undefined
  let sentAt = Number.NEGATIVE_INFINITY

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    if (waiting.length === 0) return
    const parts = waiting
    waiting = []
    sentAt = clock.now()
    send(parts)
  }

  return {
    add: part => {
      join(waiting, part)
      const since = clock.now() - sentAt
      const isEnd = part.type === 'finish' || part.type === 'error'
      // The beginning of a block says nothing yet: it goes with the first delta, which would else wait for a frame.
      const isDue = !part.type.endsWith('-start') && (since >= frame || since < 0)
      if (isEnd || isDue) flush()
      else cancel ??= clock.after(since >= 0 && since < frame ? frame - since : frame, flush)
    },
    close: flush,
  }
}

const join = (parts: StreamPart[], part: StreamPart): void => {
  const last = parts.at(-1)
  if (last && 'delta' in last && 'delta' in part && last.type === part.type && last.id === part.id)
    parts[parts.length - 1] = { ...last, delta: last.delta + part.delta }
  else parts.push(part)
}
