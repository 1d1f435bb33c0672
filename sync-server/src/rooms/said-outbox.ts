/**
 * Collects what a node says for one message every few milliseconds. One message is under way at a time and one more is
 * filled meanwhile, so a slow way to the others holds two of them and not a queue; what does not fit is dropped. Frames, and
 * what is said for their sake, have a rate on top. What is about sessions goes first, and nothing else keeps it out.
 */

import type { Clock } from '@weft/shared/env.ts'
import { fullBucket, type Rate, takeFrom } from '../limits/bucket.ts'
import type { Said } from './hints.ts'
import { formatSaid } from './said-text.ts'

export interface SaidOutbox {
  readonly say: (said: Said) => void
  readonly stop: () => void
}

export interface SaidLimits {
  /** Between the beginnings of two messages, in milliseconds; whoever comes after a pause never waits. */
  readonly every: number
  /** Characters of frames in one message; the longest frame fits. */
  readonly frameText: number
  /** The same of sessions. Those that do not fit are found by the question that is asked now and then. */
  readonly sessionText: number
  /** Characters of frames. */
  readonly rate: Rate
}

interface Deps {
  /** Never rejects: what it cannot say is lost. */
  readonly send: (lines: readonly string[]) => Promise<void>
  readonly clock: Clock
  readonly limits: SaidLimits
}

export const createSaidOutbox = ({ send, clock, limits }: Deps): SaidOutbox => {
  const { every, rate } = limits
  let allowed = fullBucket(rate, clock.now())
  let sessions: string[] = []
  let sessionText = 0
  let frames: string[] = []
  let frameText = 0
  let lastBegan = Number.NEGATIVE_INFINITY
  let underWay = false
  let cancel: (() => void) | undefined
  let stopped = false

  const sendAll = async (): Promise<void> => {
    cancel = undefined
    const lines = [...sessions, ...frames]
    sessions = []
    frames = []
    sessionText = 0
    frameText = 0
    lastBegan = clock.now()
    underWay = true
    await send(lines)
    underWay = false
    schedule()
  }

  const schedule = (): void => {
    if (stopped || underWay || cancel !== undefined || sessions.length + frames.length === 0) return
    // A clock that goes back keeps nobody; at least the rest of this turn goes along.
    const wait = Math.max(0, Math.min(every, lastBegan + every - clock.now()))
    cancel = clock.after(wait, () => void sendAll())
  }

  /** Takes what the line costs, where so much is left. */
  const mayPass = (line: string): boolean => {
    const left = takeFrom(allowed, line.length, rate, clock.now())
    allowed = left ?? allowed
    return left !== null
  }

  return {
    say: said => {
      const line = formatSaid(said)
      if (said.type !== 'sessions-ended') {
        if (frameText + line.length > limits.frameText || !mayPass(line)) return
        frames.push(line)
        frameText += line.length
      } else {
        if (sessionText + line.length > limits.sessionText) return
        sessions.push(line)
        sessionText += line.length
      }
      schedule()
    },
    stop: () => {
      stopped = true
      cancel?.()
    },
  }
}
