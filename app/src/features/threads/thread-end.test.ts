import type { Stamp } from '@weft/shared/clock.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { must } from '@weft/shared/assert.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageKey } from './tables.ts'
import { fewMessages, threadEnd } from './thread-end.ts'
import { threadPath } from './thread-path.ts'

const room = createId(systemRandom, 'thr')
const ids: readonly MessageId[] = Array.from({ length: 200 }, () => createId(systemRandom, 'msg'))
const idAt = (index: number): MessageId => must(ids[index], `an id ${index}`)

const key = (index: number, parent: number | undefined): MessageKey => [
  room,
  parent === undefined ? '' : idAt(parent),
  index.toString(16).padStart(16, '0') as Stamp,
  idAt(index),
]

/** Each message answers the one before it, now and then one further back: another branch, or the same asked again. */
const threads = fc
  .record({
    steps: fc.array(
      fc.oneof(
        { weight: 30, arbitrary: fc.constant(1) },
        { weight: 2, arbitrary: fc.constant(2) },
        { weight: 1, arbitrary: fc.nat(60) },
      ),
      { minLength: fewMessages - 4, maxLength: ids.length },
    ),
    deleted: fc.oneof(fc.constant<number[]>([]), fc.uniqueArray(fc.nat(ids.length - 1), { maxLength: 3 })),
    leaf: fc.option(fc.nat(ids.length - 1), { nil: undefined }),
  })
  .map(({ steps, deleted, leaf }) => ({
    keys: steps.map((back, index) => key(index, index - back < 0 || back === 0 ? undefined : index - back)),
    deleted: new Set(deleted.map(idAt)),
    leaf: leaf === undefined ? undefined : idAt(leaf),
  }))

const line = (count: number): readonly MessageKey[] =>
  Array.from({ length: count }, (_, index) => key(index, index === 0 ? undefined : index - 1))

const none: ReadonlySet<MessageId> = new Set()

describe('the end of a long thread', () => {
  test('has the steps that the whole path ends with, whatever was asked again, deleted and chosen', () => {
    let ends = 0
    fc.assert(
      fc.property(threads, ({ keys, deleted, leaf }) => {
        const end = threadEnd(keys, deleted, leaf)
        if (end === undefined) return
        ends += 1
        const whole = threadPath(keys, deleted, leaf).steps
        const { steps, above } = threadPath(end.keys, none, leaf, end.above)
        expect(steps.length).toBeGreaterThanOrEqual(32)
        expect(steps).toEqual(whole.slice(-steps.length))
        expect(above).toBe(whole.at(-steps.length - 1)?.id)
      }),
      { numRuns: 300 },
    )
    expect(ends).toBeGreaterThan(60)
  })

  test('is there for every long line of messages, and for no short one', () => {
    expect(threadEnd(line(fewMessages), none, undefined)).toBeUndefined()
    expect(threadEnd(line(fewMessages + 1), none, undefined)?.keys).toHaveLength(32)
    // Read at a branch that begins near the top: there is nothing above its end to leave out.
    const short = [...line(150), key(150, 3)]
    expect(threadEnd(short, none, idAt(150))).toBeUndefined()
  })

  test('does not grow with how often the same was asked again', () => {
    const again = Array.from({ length: 60 }, (_, index) => key(100 + index, 98))
    expect(threadEnd([...line(100), ...again.slice(0, 20)], none, undefined)?.keys).toHaveLength(52)
    const thrice = [...line(97), ...Array.from({ length: 103 }, (_, index) => key(97 + index, 96))]
    expect(threadEnd(thrice, none, undefined)).toBeUndefined()
  })

  test('is left to the whole tree where something was deleted between its messages', () => {
    expect(threadEnd(line(100), new Set([idAt(90)]), undefined)).toBeUndefined()
    expect(threadEnd(line(100), new Set([idAt(10)]), undefined)).toBeDefined()
    expect(threadEnd(line(100), new Set([idAt(99)]), undefined)?.keys.at(-1)?.[3]).toBe(idAt(98))
  })
})
