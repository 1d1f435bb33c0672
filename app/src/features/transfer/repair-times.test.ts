/** Times and stamps of messages that another program has written down. */

import { must } from '@weft/shared/assert.ts'
import { stampToMilliseconds } from '@weft/shared/clock.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repairTimes, type TimedMessage } from './repair-times.ts'

const now = Date.UTC(2026, 10, 28)
const may = Date.UTC(2024, 4, 1)

const line = (...times: readonly (number | undefined)[]): readonly TimedMessage[] =>
  times.map((createdAt, index) => ({
    sourceId: `${index}`,
    parentSourceId: index === 0 ? null : `${index - 1}`,
    ...(createdAt === undefined ? {} : { createdAt }),
  }))

describe('times from elsewhere', () => {
  it('stay as they are where they can be', () => {
    const { messages, createdAt, repaired } = repairTimes(
      { createdAt: may, messages: line(may, may + 9) },
      now,
    )
    expect(createdAt).toBe(may)
    expect(messages.map(message => message.createdAt)).toEqual([may, may + 9])
    expect(repaired).toBe(0)
  })

  it('come from the neighbours where they are missing, of 1970, or still to come', () => {
    const thread = { createdAt: 0, messages: line(undefined, may, 12, now * 2, undefined) }
    const { messages, createdAt, repaired } = repairTimes(thread, now)
    expect(createdAt).toBe(may)
    expect(messages.map(message => message.createdAt)).toEqual([may, may, may, may, may])
    expect(repaired).toBe(4)
  })

  it('are now where nobody knows any', () => {
    expect(repairTimes({ messages: line(undefined) }, now)).toMatchObject({
      createdAt: now,
      messages: [{ createdAt: now }],
    })
  })

  it('give stamps that grow along every branch and in the order of the file, whatever the clocks said', () => {
    const tree = fc.array(
      fc.record({
        parent: fc.nat(),
        time: fc.option(
          fc.oneof(fc.integer({ min: may, max: may + 3 }), fc.integer({ min: -1, max: now * 2 })),
          { nil: undefined },
        ),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(tree, nodes => {
        const messages = nodes.map(
          ({ parent, time }, index): TimedMessage => ({
            sourceId: `${index}`,
            parentSourceId: index === 0 ? null : `${parent % index}`,
            ...(time === undefined ? {} : { createdAt: time }),
          }),
        )
        const repaired = repairTimes({ messages }, now)
        expect(repairTimes({ messages }, now)).toEqual(repaired)
        const stamps = repaired.messages.map(({ stamp }) => stamp)
        expect(new Set(stamps).size).toBe(stamps.length)
        for (const [index, { parentSourceId }] of messages.entries()) {
          const { stamp, createdAt } = must(repaired.messages[index], 'a time')
          expect(createdAt).toBeLessThanOrEqual(now)
          expect(createdAt).toBeGreaterThan(Date.UTC(1999, 11, 31))
          expect(stampToMilliseconds(stamp)).toBeLessThanOrEqual(now)
          if (parentSourceId !== null)
            expect(stamp > must(stamps[Number(parentSourceId)], 'a stamp')).toBe(true)
        }
      }),
    )
  })

  it('have room for more messages of one moment than a counter has', () => {
    const messages = line(...Array.from({ length: 70_000 }, () => may))
    const stamps = repairTimes({ messages }, now).messages.map(({ stamp }) => stamp)
    expect(stamps.every((stamp, index) => index === 0 || stamp > must(stamps[index - 1], 'a stamp'))).toBe(
      true,
    )
  })
})
