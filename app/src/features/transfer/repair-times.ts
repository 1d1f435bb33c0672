/**
 * Times and stamps of messages from elsewhere. A time that is missing, or that no conversation with a model can have,
 * is taken from its neighbours in the tree, so that nobody sees the year 1970. Stamps are made of the times and the
 * order in the file alone: the same file gives the same ones on every device.
 */

import { maxCounter, type Stamp, toStamp } from '@weft/shared/clock.ts'

export interface TimedMessage {
  readonly sourceId: string
  readonly parentSourceId: string | null
  readonly createdAt?: number
}

export interface RepairedTime {
  readonly createdAt: number
  readonly stamp: Stamp
}

export interface RepairedTimes {
  readonly createdAt: number
  /** In the order of the messages. */
  readonly messages: readonly RepairedTime[]
  /** How many had none that can be. */
  readonly repaired: number
}

/** 2000-01-01. Before it there was nobody to talk to; clocks that were never set say 1970. */
const earliest = 946_684_800_000

/**
 * Parents stand before their children. `now`: nothing was said later; what is said here from now on comes after all of it.
 */
export const repairTimes = (
  thread: { readonly createdAt?: number; readonly messages: readonly TimedMessage[] },
  now: number,
): RepairedTimes => {
  const usable = (time: number | undefined): number | null =>
    time !== undefined && time >= earliest && time <= now ? Math.floor(time) : null
  const given = thread.messages.map(({ createdAt }) => usable(createdAt))
  const first = given.reduce<number | null>(
    (least, time) => (time !== null && (least === null || time < least) ? time : least),
    null,
  )
  // A thread is as old as it says, or as its first message.
  const createdAt = usable(thread.createdAt) ?? first ?? now
  const start = Math.min(createdAt, first ?? createdAt)

  const timeById = new Map<string, number>()
  /** Of the parent's stamp, which its time may be below. */
  const placeById = new Map<string, number>()
  const nextCounter = new Map<number, number>()

  const stampAfter = (milliseconds: number): readonly [number, Stamp] => {
    let place = milliseconds
    while ((nextCounter.get(place) ?? 0) > maxCounter) place += 1
    const counter = nextCounter.get(place) ?? 0
    nextCounter.set(place, counter + 1)
    return [place, toStamp(place, counter)]
  }

  const messages = thread.messages.map(({ sourceId, parentSourceId }, index): RepairedTime => {
    const time = given[index] ?? (parentSourceId === null ? undefined : timeById.get(parentSourceId)) ?? start
    const parentPlace = parentSourceId === null ? 0 : (placeById.get(parentSourceId) ?? 0)
    const [place, stamp] = stampAfter(Math.max(time, parentPlace))
    timeById.set(sourceId, time)
    placeById.set(sourceId, place)
    return { createdAt: time, stamp }
  })
  return { createdAt, messages, repaired: given.filter(time => time === null).length }
}
