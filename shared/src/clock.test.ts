import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLogicalClock, farAhead, type Stamp, stampToMilliseconds } from './clock.ts'
import { testClock } from './testing/env.ts'

const stampAt = (milliseconds: number, counter = 0): Stamp =>
  `${milliseconds.toString(16).padStart(12, '0')}${counter.toString(16).padStart(4, '0')}` as Stamp

it('rises at every call, whatever the clock of the machine and the stamps of others do', () => {
  const event = fc.oneof(
    fc.record({ jump: fc.integer({ min: 0, max: 2 ** 41 }) }),
    fc.record({ see: fc.integer({ min: 0, max: 2 ** 42 }), counter: fc.integer({ min: 0, max: 0xffff }) }),
    fc.constant({ next: true }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 100 }), events => {
      const machine = testClock()
      const clock = createLogicalClock(machine)
      let last = clock.next()
      for (const each of events) {
        if ('jump' in each) machine.jump(each.jump)
        if ('see' in each) clock.observe(stampAt(each.see, each.counter))
        const next = clock.next()
        expect(next > last).toBe(true)
        last = next
      }
    }),
  )
})

it('follows an honest clock that is ahead, and not one that is far ahead', () => {
  const machine = testClock()
  const clock = createLogicalClock(machine)
  const near = machine.now() + farAhead
  clock.observe(stampAt(near))
  expect(stampToMilliseconds(clock.next())).toBe(near)
  clock.observe(stampAt(near + 60_000 * 60 * 24 * 365))
  expect(stampToMilliseconds(clock.next())).toBe(near)
})

it('goes on after the counter is full', () => {
  const machine = testClock()
  const clock = createLogicalClock(machine)
  clock.observe(stampAt(machine.now(), 0xffff))
  expect(clock.next() > stampAt(machine.now(), 0xffff)).toBe(true)
})
