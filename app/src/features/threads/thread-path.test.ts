import type { Stamp } from '@weft/shared/clock.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { systemRandom } from '@weft/shared/env.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageKey } from './tables.ts'
import { threadPath } from './thread-path.ts'

const room = createId(systemRandom, 'thr')
const ids: readonly MessageId[] = Array.from({ length: 24 }, () => createId(systemRandom, 'msg'))
const stranger = createId(systemRandom, 'msg')

const idAt = (index: number): MessageId => {
  const id = ids[index]
  if (!id) throw new Error(`no id ${index}`)
  return id
}

const key = (id: MessageId, parent: MessageId | '', time: number): MessageKey => [
  room,
  parent,
  time.toString(16).padStart(16, '0') as Stamp,
  id,
]

/** `parents[i]` is the parent of message i: an index, 'top', or 'unknown'. Any graph, cycles included. */
type Parents = readonly (number | 'top' | 'unknown')[]

const toKeys = (parents: Parents, times: readonly number[]): MessageKey[] =>
  parents.map((parent, index) =>
    key(
      idAt(index),
      parent === 'top' ? '' : parent === 'unknown' ? stranger : idAt(parent),
      times[index] ?? index,
    ),
  )

const indexes = { min: 0, max: ids.length - 1 }
const graph = fc.record({
  parents: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.integer(indexes) },
      { weight: 1, arbitrary: fc.constant<'top'>('top') },
      { weight: 1, arbitrary: fc.constant<'unknown'>('unknown') },
    ),
    { minLength: ids.length, maxLength: ids.length },
  ),
  times: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: ids.length, maxLength: ids.length }),
  deleted: fc.uniqueArray(fc.integer(indexes), { maxLength: 10 }),
  leaf: fc.option(fc.integer({ min: 0, max: ids.length }), { nil: undefined }),
})
/** A tree: each message's parent was written before it. */
const tree = graph.map(({ parents, ...rest }) => ({
  ...rest,
  parents: parents.map((parent, index) =>
    typeof parent !== 'number' ? parent : index === 0 ? 'top' : parent % index,
  ) as Parents,
}))

/** The nearest living message above, by walking: the rule said as slowly as possible. */
const slowParent = (index: number, parents: Parents, deleted: ReadonlySet<number>): MessageId | '' => {
  let parent = parents[index]
  while (typeof parent === 'number' && deleted.has(parent)) parent = parents[parent]
  return typeof parent === 'number' ? idAt(parent) : ''
}

const read = (
  parents: Parents,
  times: readonly number[],
  deleted: readonly number[],
  leaf: number | undefined,
) =>
  threadPath(
    toKeys(parents, times),
    new Set(deleted.map(idAt)),
    leaf === undefined ? undefined : (ids[leaf] ?? stranger),
  )

describe('threadPath', () => {
  test('in a tree, each step stands below the one before it, among all its living siblings, in order', () => {
    fc.assert(
      fc.property(tree, ({ parents, times, deleted, leaf }) => {
        const gone = new Set(deleted)
        const { steps } = read(parents, times, deleted, leaf)
        let above: MessageId | '' = ''
        for (const step of steps) {
          const expected = ids
            .map((id, index) => ({ id, index, time: times[index] ?? index }))
            .filter(({ index }) => !gone.has(index) && slowParent(index, parents, gone) === above)
            .toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
            .map(({ id }) => id)
          expect(step.siblings).toEqual(expected)
          expect(step.siblings[step.index]).toBe(step.id)
          above = step.id
        }
        const last = steps.at(-1)
        const below = ids.filter(
          (_, index) => !gone.has(index) && slowParent(index, parents, gone) === last?.id,
        )
        expect(below).toEqual([])
        expect(steps.length > 0).toBe(deleted.length < ids.length)
      }),
    )
  })

  test('it reads the branch of the active leaf, of its living ancestor when that is deleted, else the newest', () => {
    fc.assert(
      fc.property(tree, ({ parents, times, deleted, leaf }) => {
        const gone = new Set(deleted)
        const onPath = new Set(read(parents, times, deleted, leaf).steps.map(step => step.id))
        const chosen =
          leaf === undefined || leaf >= ids.length
            ? ''
            : gone.has(leaf)
              ? slowParent(leaf, parents, gone)
              : idAt(leaf)
        const living = ids.filter((_, index) => !gone.has(index))
        const newest = living.reduce((best, id) => {
          const time = times[ids.indexOf(id)] ?? 0
          const bestTime = times[ids.indexOf(best)] ?? 0
          return time > bestTime || (time === bestTime && id > best) ? id : best
        }, living[0] ?? idAt(0))
        expect(onPath.has(chosen || newest)).toBe(true)
      }),
    )
  })

  test('in any graph, cycles and orphans included, every living message can be read and none twice', () => {
    fc.assert(
      fc.property(graph, ({ parents, times, deleted }) => {
        const gone = new Set(deleted)
        for (const [index, id] of ids.entries()) {
          if (gone.has(index)) continue
          const steps = read(parents, times, deleted, index).steps.map(step => step.id)
          expect(steps).toContain(id)
          expect(new Set(steps).size).toBe(steps.length)
          expect(steps.some(step => gone.has(ids.indexOf(step)))).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('the order in which keys arrive changes nothing', () => {
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), ({ parents, times, deleted, leaf }, dice) => {
        const keys = toKeys(parents, times)
        const shuffled = [...keys]
          .map(entry => ({ entry, at: dice.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ entry }) => entry)
        const gone = new Set(deleted.map(idAt))
        const activeLeaf = leaf === undefined ? undefined : (ids[leaf] ?? stranger)
        expect(threadPath(shuffled, gone, activeLeaf).steps).toEqual(threadPath(keys, gone, activeLeaf).steps)
      }),
    )
  })

  test('the leaf below a sibling reads that sibling', () => {
    fc.assert(
      fc.property(tree, ({ parents, times, deleted, leaf }) => {
        const path = read(parents, times, deleted, leaf)
        for (const sibling of path.steps.flatMap(step => step.siblings)) {
          const other = threadPath(
            toKeys(parents, times),
            new Set(deleted.map(idAt)),
            path.leafBelow(sibling),
          )
          expect(other.steps.map(step => step.id)).toContain(sibling)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('an answer of two levels: edit above makes a sibling, the newest is read, the older can be chosen', () => {
    const [first, answer, edited, second] = [idAt(0), idAt(1), idAt(2), idAt(3)]
    const keys = [key(first, '', 1), key(answer, first, 2), key(edited, '', 3), key(second, edited, 4)]
    expect(threadPath(keys, new Set()).steps).toEqual([
      { id: edited, siblings: [first, edited], index: 1 },
      { id: second, siblings: [second], index: 0 },
    ])
    expect(threadPath(keys, new Set(), first).steps.map(step => step.id)).toEqual([first, answer])
    expect(threadPath(keys, new Set([edited]), second).steps).toEqual([
      { id: second, siblings: [first, second], index: 1 },
    ])
  })

  /** The fastest of several, since whatever else the machine does only adds. Milliseconds. */
  const timeOf = (count: number): number => {
    const many = Array.from({ length: count }, () => createId(systemRandom, 'msg'))
    // The order of the primary key: by parent, which is random.
    const keys = many
      .map((id, index) => key(id, many[index - 1] ?? '', index))
      .toSorted((a, b) => (a[1] < b[1] ? -1 : 1))
    const times = Array.from({ length: 15 }, () => {
      const start = performance.now()
      expect(threadPath(keys, new Set()).steps).toHaveLength(count)
      return performance.now() - start
    })
    return Math.min(...times)
  }

  test('takes about ten times as long for ten times as many messages', () => {
    timeOf(2_000)
    expect(timeOf(20_000) / timeOf(2_000)).toBeLessThan(40)
  })
})
