/** Whatever a thread's tree looks like, each living message is read exactly once. */

import type { MessageId } from '@weft/shared/ids.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { threadPath } from '../threads/thread-path.ts'
import type { PortableThread } from './portable-thread.ts'
import { portableTree } from './portable-tree.ts'
import { messageOf, threadOf } from './testing/portable-threads.ts'

/** Parents by place: before, after or at the message itself, so cycles and unknown parents are among them. */
const trees = fc.array(
  fc.record({ parent: fc.nat({ max: 14 }), deleted: fc.boolean(), order: fc.nat({ max: 30 }) }),
  { maxLength: 12 },
)

const grown = fc.tuple(trees, fc.nat({ max: 14 })).map(
  ([messages, leaf]): PortableThread =>
    threadOf(
      messages.map(({ parent, deleted, order }, place) =>
        messageOf({
          place,
          parent: parent === 0 ? null : parent - 1,
          deleted: deleted && parent % 3 === 0,
          order,
        }),
      ),
      leaf === 0 ? undefined : leaf - 1,
    ),
)

test('every living message stands in exactly one branch', () => {
  fc.assert(
    fc.property(grown, thread => {
      const { branches, living } = portableTree(thread)
      const read = branches.flatMap(({ messages }) => messages.map(({ id }) => id))
      expect(read.toSorted()).toEqual(living.map(({ id }) => id).toSorted())
      expect(new Set(read).size).toBe(read.length)
      expect(living).toHaveLength(thread.messages.filter(({ deleted }) => !deleted).length)
    }),
    { numRuns: 1000 },
  )
})

test('a branch says after which message it parts, and that one was read before', () => {
  fc.assert(
    fc.property(grown, thread => {
      const read = new Set<MessageId>()
      for (const { after, version, versions, messages } of portableTree(thread).branches) {
        if (after !== null) expect(read.has(after)).toBe(true)
        expect(version).toBeGreaterThan(0)
        expect(version).toBeLessThanOrEqual(versions)
        for (const { id } of messages) read.add(id)
      }
    }),
  )
})

test('the branch that is shown is the one that the app shows', () => {
  const acyclic = fc.tuple(trees, fc.nat({ max: 14 })).map(
    ([messages, leaf]): PortableThread =>
      threadOf(
        messages.map(({ parent, deleted, order }, place) =>
          messageOf({
            place,
            parent: parent % (place + 1) === 0 ? null : (parent % (place + 1)) - 1,
            deleted,
            order,
          }),
        ),
        leaf === 0 ? undefined : leaf - 1,
      ),
  )
  fc.assert(
    fc.property(acyclic, thread => {
      const keys = thread.messages.map(
        ({ id, parentId, stamp }) => [thread.id, parentId ?? '', stamp, id] as const,
      )
      const deleted = new Set(thread.messages.flatMap(({ id, deleted: isGone }) => (isGone ? [id] : [])))
      const shown = portableTree(thread).branches[0]?.messages.map(({ id }) => id) ?? []
      expect(shown).toEqual(threadPath(keys, deleted, thread.leaf).steps.map(({ id }) => id))
    }),
    { numRuns: 1000 },
  )
})
