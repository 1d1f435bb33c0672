import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DoneRange, extendDone, isHeadDone } from './done-ranges.ts'
import { maxDoneRanges } from './limits.ts'

/** A workspace that changes, and a device whose responses are cut. */
const createWorld = (rooms: number) => {
  const numbersByRoom = new Map<number, number[]>()
  const received = new Set<number>()
  let head = 0
  let cursor = 0
  let done: readonly DoneRange[] = []
  let sent = 0

  const headOf = (room: number): number => numbersByRoom.get(room)?.at(-1) ?? 0

  const write = (room: number): void => {
    head += 1
    numbersByRoom.set(room, [...(numbersByRoom.get(room) ?? []), head])
  }

  /** A response that is cut after `most` rooms, while others write in between. */
  const sync = (most: number, meanwhile: readonly number[]): void => {
    const listHead = head
    const list = Array.from({ length: rooms }, (_, room) => ({ room, head: headOf(room) }))
      .filter(entry => entry.head > cursor && !isHeadDone(done, entry.head))
      .toSorted((a, b) => b.head - a.head)
    for (const [index, entry] of list.entries()) {
      if (index >= most) return
      const writer = meanwhile[index]
      if (writer !== undefined) write(writer % rooms)
      for (const number of numbersByRoom.get(entry.room) ?? []) if (number > cursor) received.add(number)
      sent += 1
      done = extendDone(done, entry.head, listHead)
    }
    cursor = listHead
    done = []
  }

  return {
    write,
    sync,
    missing: () => [...Array(cursor).keys()].filter(before => !received.has(before + 1)),
    sent: () => sent,
    done: () => done,
  }
}

it('B6: whatever is cut, and whoever writes meanwhile, the cursor passes nothing that has not come', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('write' as const), room: fc.nat({ max: 9 }) }),
    fc.record({
      type: fc.constant('sync' as const),
      most: fc.nat({ max: 11 }),
      meanwhile: fc.array(fc.nat(), { maxLength: 4 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), steps => {
      const world = createWorld(10)
      for (const each of steps) {
        if (each.type === 'write') world.write(each.room)
        else world.sync(each.most, each.meanwhile)
        expect(world.missing()).toEqual([])
        expect(world.done().length).toBeLessThanOrEqual(maxDoneRanges)
      }
      world.sync(Number.POSITIVE_INFINITY, [])
      expect(world.missing()).toEqual([])
    }),
    { numRuns: 600, seed: 8 },
  )
})

it('B6: what came before a cut is not sent again', () => {
  const world = createWorld(50)
  for (let room = 0; room < 50; room += 1) world.write(room)
  for (let cut = 0; cut < 12; cut += 1) world.sync(5, [])
  expect(world.sent()).toBe(50)
})

it('B6: ranges that touch are one, and the oldest of too many is forgotten', () => {
  expect(extendDone([{ from: 5, through: 8 }], 9, 12)).toEqual([{ from: 5, through: 12 }])
  expect(extendDone([{ from: 5, through: 8 }], 3, 12)).toEqual([{ from: 3, through: 12 }])
  expect(extendDone([{ from: 5, through: 8 }], 11, 12)).toEqual([
    { from: 11, through: 12 },
    { from: 5, through: 8 },
  ])
  const many = Array.from({ length: maxDoneRanges }, (_, index) => ({
    from: 100 - 4 * index,
    through: 101 - 4 * index,
  }))
  expect(extendDone(many, 200, 200)).toHaveLength(maxDoneRanges)
  expect(extendDone(many, 200, 200)).not.toContainEqual(many.at(-1))
})
