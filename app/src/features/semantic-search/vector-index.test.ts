import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createDotKernel, createKernelMemory, createPlainKernel } from './dot-kernel.ts'
import { quantize, toLikeness } from './quantize.ts'
import { createTopScores } from './top-scores.ts'
import { createVectorIndex, type ThreadVectors, type VectorIndex } from './vector-index.ts'

const unit = (numbers: readonly number[]): Float32Array => {
  const length = Math.hypot(...numbers) || 1
  return Float32Array.from(numbers, number => number / length)
}

const workspaceId = 'wsp_a' as WorkspaceId

/** One message for each vector, named `thread/index`. */
const threadOf = (name: string, vectors: readonly (readonly number[])[]): ThreadVectors => ({
  workspaceId,
  roomId: name as ThreadId,
  dimension: vectors[0]?.length ?? 0,
  entries: vectors.map((_, index) => ({ messageId: `${name}/${index}` as MessageId, offset: 0 })),
  bytes: new Uint8Array(Int8Array.from(vectors.flatMap(vector => [...quantize(unit(vector))])).buffer),
})

const idsOf = (index: VectorIndex, query: readonly number[], limit = 10): readonly string[] =>
  index.search(unit(query), limit).map(hit => hit.messageId)

const plain = (dimension: number): VectorIndex =>
  createVectorIndex(createPlainKernel(createKernelMemory()), dimension)

test('both kernels give the same sums, to the last one, whatever the bytes', async () => {
  const memory = createKernelMemory()
  memory.grow(15)
  const fast = await createDotKernel(memory)
  const slow = createPlainKernel(memory)
  // The SIMD module was compiled: a browser without it would compare the loop with itself.
  expect(String(fast.dot)).toContain('native code')
  const bytes = fc.int8Array({ minLength: 1, maxLength: 4_000, min: -127 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 8 }), (numbers, rows) => {
      const width = Math.ceil(numbers.length / rows / 16) * 16
      const all = new Int8Array(memory.buffer)
      all.fill(0, 0, 200_000)
      all.set(numbers, 4_096)
      all.set(numbers.subarray(0, width), 0)
      const read = (kernel: typeof fast): readonly number[] => {
        new Int32Array(memory.buffer, 262_144, rows + 1).fill(7)
        kernel.dot(4_096, 0, 262_144, rows, width)
        return [...new Int32Array(memory.buffer, 262_144, rows + 1)]
      }
      expect(read(fast)).toEqual(read(slow))
      expect(read(fast).at(-1)).toBe(7)
    }),
  )
  // The largest sums there are.
  new Int8Array(memory.buffer).fill(-127, 0, 4_096)
  fast.dot(0, 0, 262_144, 1, 4_096)
  expect(new Int32Array(memory.buffer, 262_144, 1)[0]).toBe(4_096 * 127 * 127)
})

describe('the index', () => {
  it('finds the nearest first, and nothing that has nothing to do with the question', () => {
    const index = plain(3)
    index.put(threadOf('a', [[1, 0, 0]]))
    index.put(
      threadOf('b', [
        [0, 0, 1],
        [1, 1, 0],
      ]),
    )
    index.put(threadOf('c', [[-1, 0, 0]]))
    expect(idsOf(index, [1, 0, 0])).toEqual(['a/0', 'b/1'])
    const [first] = index.search(unit([1, 0, 0]), 1)
    expect(first).toMatchObject({ workspaceId, roomId: 'a', offset: 0 })
    expect(first?.likeness).toBeCloseTo(1, 2)
  })

  it('shows the best passage of a message, once', () => {
    const index = plain(2)
    const thread = threadOf('a', [
      [1, 1],
      [1, 0],
    ])
    const messageId = 'm' as MessageId
    index.put({
      ...thread,
      entries: [
        { messageId, offset: 0 },
        { messageId, offset: 900 },
      ],
    })
    expect(index.search(unit([1, 0]), 10)).toMatchObject([{ messageId: 'm', offset: 900 }])
  })

  it('finds every thread, however many near messages another one holds', () => {
    const index = plain(3)
    const crowd = Array.from({ length: 40 }, () => [1, 0, 0])
    index.put(threadOf('crowd', crowd))
    const others = Array.from({ length: 7 }, (_, other) => `other ${other}`)
    for (const name of others) index.put(threadOf(name, [[1, 0.1, 0]]))
    index.put(threadOf('far', [[0, 0, 1]]))
    expect(idsOf(index, [1, 0, 0], 8)).toEqual(['crowd/0', ...others.map(name => `${name}/0`)])
  })

  it('gives no more than it was asked for, and answers a question of another dimension with nothing', () => {
    const index = plain(2)
    for (const name of ['a', 'b', 'c']) index.put(threadOf(name, [[1, 0]]))
    index.put(threadOf('other', [[1, 0, 0]]))
    expect(idsOf(index, [1, 0], 2)).toHaveLength(2)
    expect(idsOf(index, [1, 0, 0])).toEqual([])
    expect(index.count()).toBe(3)
  })

  it('grows beyond its first page and over several blocks', () => {
    const index = plain(20)
    const many = Array.from({ length: 9_000 }, (_, row) =>
      Array.from({ length: 20 }, (__, place) => (place === row % 19 ? 1 : 0)),
    )
    index.put(threadOf('many', many))
    index.put(threadOf('last', [Array.from({ length: 20 }, (_, place) => (place === 19 ? 1 : 0))]))
    expect(
      idsOf(
        index,
        Array.from({ length: 20 }, (_, place) => (place === 19 ? 1 : 0)),
      ),
    ).toEqual(['last/0'])
  })
})

/** Some of these; small whole numbers make many equals. */
const vector = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 4, maxLength: 4 })
const change = fc.record({
  thread: fc.constantFrom('a', 'b', 'c', 'd'),
  vectors: fc.option(fc.array(vector, { maxLength: 5 })),
})

const likenessOf = (one: readonly number[], other: readonly number[]): number => {
  const [left, right] = [quantize(unit(one)), quantize(unit(other))]
  return toLikeness(left.reduce((sum, number, place) => sum + number * (right[place] ?? 0), 0))
}

describe('whatever comes and goes', () => {
  it('the index finds what one that was made anew finds', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), vector, (changes, query) => {
        const index = plain(4)
        const now = new Map<string, readonly (readonly number[])[]>()
        for (const { thread, vectors } of changes) {
          if (vectors === null) {
            index.drop(thread as ThreadId)
            now.delete(thread)
          } else {
            index.put({ ...threadOf(thread, vectors), dimension: 4 })
            now.set(thread, vectors)
          }
        }
        const fresh = plain(4)
        for (const [thread, vectors] of now) fresh.put({ ...threadOf(thread, vectors), dimension: 4 })
        // Of two messages that are as near, either may stand for its thread.
        const found = (one: VectorIndex) =>
          one
            .search(unit(query), 100)
            .map(({ roomId, likeness }) => `${likeness.toFixed(6)} ${roomId}`)
            .toSorted()
        expect(found(index)).toEqual(found(fresh))
        for (const { messageId, roomId, likeness } of index.search(unit(query), 100)) {
          const said = now.get(roomId)?.[Number(messageId.split('/')[1])] ?? []
          expect(likeness).toBeCloseTo(likenessOf(said, query), 9)
        }
        expect(index.count()).toBe([...now.values()].flat().length)
      }),
    )
  })
})

test('the top are the top, and equals stay in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 1, max: 12 }),
      (scores, limit) => {
        const top = createTopScores(limit)
        scores.forEach((score, place) => top.add(score, place))
        const wanted = scores
          .map((score, place) => ({ place, score }))
          .toSorted((a, b) => b.score - a.score)
          .slice(0, limit)
        expect(top.places()).toEqual(wanted)
      },
    ),
  )
})
