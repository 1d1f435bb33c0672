/**
 * Hybrid logical clock: orders what devices write, without trusting their clocks. A stamp is 48 bits of
 * milliseconds and 16 bits of counter as 16 hexadecimal digits, so that text order is time order.
 *
 * Source: Kulkarni, Demirbas, Madappa, Avva, Leone: "Logical Physical Clocks" (2014). Ours differs in one
 * rule: a remote stamp further ahead than `farAhead` orders what carries it, but never moves our clock, so a
 * device with a wrong year cannot drag everybody's order along.
 */

import * as z from 'zod/mini'
import { assert } from './assert.ts'
import type { Clock } from './env.ts'
import type { Brand } from './ids.ts'

export type Stamp = Brand<string, 'Stamp'>

export const Stamp = /* @__PURE__ */ z.custom<Stamp>(
  value => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
  {
    error: 'not a clock stamp',
  },
)

/** Five minutes: above what honest clocks drift, below what would reorder a conversation. */
export const farAhead = 5 * 60_000

/** Of stamps in the same millisecond. */
export const maxCounter = 0xffff

export const toStamp = (milliseconds: number, counter: number): Stamp =>
  `${milliseconds.toString(16).padStart(12, '0')}${counter.toString(16).padStart(4, '0')}` as Stamp

/** Before every other. */
export const firstStamp = toStamp(0, 0)

/** The milliseconds a stamp holds. For ordering; what a person sees as time is stored separately. */
export const stampToMilliseconds = (stamp: Stamp): number => Number.parseInt(stamp.slice(0, 12), 16)

const stampToCounter = (stamp: Stamp): number => Number.parseInt(stamp.slice(12), 16)

export interface LogicalClock {
  /** A stamp greater than every one given or observed before, save those too far ahead. */
  readonly next: () => Stamp
  /** Takes note of a stamp seen in a document. */
  readonly observe: (stamp: Stamp) => void
}

export const createLogicalClock = (clock: Clock): LogicalClock => {
  let milliseconds = 0
  let counter = 0

  return {
    next: () => {
      const now = Math.max(0, Math.floor(clock.now()))
      if (now > milliseconds) {
        milliseconds = now
        counter = 0
      } else if (counter < maxCounter) {
        counter += 1
      } else {
        milliseconds += 1
        counter = 0
      }
      assert(milliseconds < 2 ** 48, 'a stamp holds 48 bits of milliseconds')
      return toStamp(milliseconds, counter)
    },
    observe: stamp => {
      const seen = stampToMilliseconds(stamp)
      if (seen > clock.now() + farAhead) return
      const seenCounter = stampToCounter(stamp)
      if (seen < milliseconds || (seen === milliseconds && seenCounter <= counter)) return
      milliseconds = seen
      counter = seenCounter
    },
  }
}
