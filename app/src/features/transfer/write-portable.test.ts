/** Threads that come from elsewhere meet what is here: nothing is lost, nothing is overwritten, twice is once. */

import { must } from '@weft/shared/assert.ts'
import { Stamp } from '@weft/shared/clock.ts'
import { createId, type MessageId, type ThreadId } from '@weft/shared/ids.ts'
import { maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEngine, type MemoryEngine } from '../testing/memory-engine.ts'
import { messageIds } from '../threads/thread-doc.ts'
import type { PortableMessage, PortableThread } from './portable-thread.ts'
import { writePortable } from './write-portable.ts'

const random = testRandom(5)

const stampOf = (milliseconds: number): Stamp =>
  Stamp.parse(`${milliseconds.toString(16).padStart(12, '0')}0000`)

const messageOf = (text: string, at: number, rest: Partial<PortableMessage> = {}): PortableMessage => ({
  id: createId(random, 'msg'),
  parentId: null,
  role: 'user',
  stamp: stampOf(at),
  createdAt: at,
  parts: [{ type: 'text', text }],
  status: 'complete',
  ...rest,
})

const threadOf = (
  messages: readonly PortableMessage[],
  rest: Partial<PortableThread> = {},
): PortableThread => ({
  id: createId(random, 'thr'),
  createdAt: 1_000,
  messages: [...messages],
  ...rest,
})

const hereIn = async (engine: MemoryEngine, threadId: ThreadId): Promise<ReadonlySet<MessageId> | null> => {
  const view = await engine.view(threadId)
  return view.header === null ? null : new Set(messageIds(view))
}

const bring = async (engine: MemoryEngine, thread: PortableThread): Promise<number> => {
  const steps = writePortable(engine.workspaceId, thread, await hereIn(engine, thread.id))
  for (const { name, args } of steps) expect(await engine.execute(name, args)).toBeNull()
  return steps.length
}

const rowOf = (engine: MemoryEngine, threadId: ThreadId) =>
  must(
    engine.rows('threads').find(row => row.roomId === threadId),
    'a thread row',
  )

describe('a portable thread', () => {
  it('comes with everything that is said of it', async () => {
    const engine = createMemoryEngine()
    const asked = messageOf('How?', 1_000)
    const first = messageOf('So.', 2_000, { role: 'assistant', parentId: asked.id, rating: 'bad' })
    const second = messageOf('Or so.', 3_000, { role: 'assistant', parentId: asked.id, rating: 'good' })
    const gone = messageOf('Oh.', 4_000, { parentId: second.id, deleted: true })
    const folderId = createId(random, 'fld')
    const model = { providerId: createId(random, 'prv'), modelId: 'm', name: 'M' }
    const thread = threadOf([asked, first, second, gone], {
      title: 'Mine',
      automaticTitle: 'The model’s',
      folderId,
      archived: true,
      model,
      leaf: first.id,
      instructions: 'Be short.',
      parameters: { temperature: 0.5 },
      fallback: 'wait',
    })
    expect(await bring(engine, thread)).toBe(1)
    expect(rowOf(engine, thread.id)).toMatchObject({
      title: 'Mine',
      titleBy: 'person',
      createdAt: 1_000,
      lastAt: 3_000,
      shelf: 'archived',
      folderId,
      lastModel: model,
      activeLeaf: first.id,
      instructions: 'Be short.',
      parameters: { temperature: 0.5 },
      fallback: 'wait',
      messageCount: 3,
    })
    const rows = engine.rows('messages').filter(row => row.roomId === thread.id)
    expect(rows.map(row => [row.id, row.parentKey, row.rating, row.deleted ?? 0])).toEqual(
      expect.arrayContaining([
        [asked.id, '', undefined, 0],
        [first.id, asked.id, 'bad', 0],
        [second.id, asked.id, 'good', 0],
        [gone.id, second.id, undefined, 1],
      ]),
    )
  })

  it('changes nothing when it comes again, whatever the person has done to it since', async () => {
    const engine = createMemoryEngine()
    const asked = messageOf('How?', 1_000)
    const thread = threadOf([asked], { title: 'Mine', pinned: true })
    await bring(engine, thread)
    const threadId = thread.id
    await engine.execute('thread.rename', { threadId, title: 'Yours' })
    await engine.execute('thread.pin', { threadId, pinned: false })
    await engine.execute('message.delete', { threadId, messageId: asked.id, deleted: true })
    const before = engine.published(threadId).length
    expect(await bring(engine, thread)).toBe(0)
    // Who did not look whether it is here does no harm either.
    for (const { name, args } of writePortable(engine.workspaceId, thread, null))
      await engine.execute(name, args)
    for (const { name, args } of writePortable(engine.workspaceId, thread, new Set()))
      await engine.execute(name, args)
    expect(engine.published(threadId)).toHaveLength(before)
    expect(rowOf(engine, threadId)).toMatchObject({ title: 'Yours', shelf: 'active', messageCount: 0 })
  })

  it('adds what a thread lacks, and leaves the rest of it alone', async () => {
    const engine = createMemoryEngine()
    const asked = messageOf('How?', 1_000)
    const threadId = threadOf([]).id
    await bring(engine, threadOf([asked], { id: threadId, title: 'Mine' }))
    const answered = messageOf('So.', 2_000, { role: 'assistant', parentId: asked.id })
    const longer = threadOf([asked, answered], { id: threadId, title: 'Another', archived: true })
    expect(await bring(engine, longer)).toBe(1)
    expect(rowOf(engine, threadId)).toMatchObject({ title: 'Mine', shelf: 'active', messageCount: 2 })
  })

  it('goes in updates that fit on the wire, however long it is', async () => {
    const engine = createMemoryEngine()
    // Nothing that deflating makes small, in letters of three bytes.
    const words = testRandom(3)
    const long = (): string =>
      [...words.bytes(30_000)].map(byte => String.fromCodePoint(0x4e00 + byte)).join('')
    const heavy = Array.from({ length: 6 }, (_, index) => messageOf(long(), 5_000 + index))
    const thread = threadOf(heavy, { instructions: long() })
    expect(await bring(engine, thread)).toBeGreaterThan(1)
    expect(rowOf(engine, thread.id).messageCount).toBe(6)
    const sizes = engine.published(thread.id).map(update => update.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(maxSyncFrameBytes)
    expect(await bring(engine, thread)).toBe(0)
  })

  it('goes in steps of few values, however small each is', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => messageOf(`${index}`, index))
    const steps = writePortable(createMemoryEngine().workspaceId, threadOf(many), null)
    expect(steps.map(({ name }) => name)).toEqual([
      'thread.found',
      ...steps.slice(1).map(() => 'thread.extend'),
    ])
    expect(Math.max(...steps.map(({ args }) => args.messages.length))).toBeLessThanOrEqual(2_000)
    expect(steps.flatMap(({ args }) => args.messages.map(({ id }) => id))).toEqual(many.map(({ id }) => id))
  })

  it('meets the work of two devices in any order: both end alike, and nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 12 }),
        fc.array(fc.nat(5), { maxLength: 12 }),
        fc.nat(1_000),
        async (hereActs, thereActs, seed) => {
          const asked = messageOf('How?', 1_000)
          const answered = messageOf('So.', 2_000, { role: 'assistant', parentId: asked.id, rating: 'bad' })
          const threadId = threadOf([]).id
          const part = threadOf([asked], { id: threadId, createdAt: 5 })
          const whole = threadOf([asked, answered], {
            id: threadId,
            title: 'Old',
            pinned: true,
            createdAt: 5,
          })
          const engines = [
            createMemoryEngine({ seed: seed * 2 + 1 }),
            createMemoryEngine({ seed: seed * 2 + 2 }),
          ]
          const said = new Set<string>([asked.id, answered.id])
          const words = new Set<string>()
          const bringWhole = async (engine: MemoryEngine): Promise<void> => {
            if ((await hereIn(engine, threadId)) === null) words.add('whole')
            await bring(engine, whole)
          }
          const act = async (engine: MemoryEngine, what: number): Promise<void> => {
            if (what === 0) await bring(engine, part)
            else if (what === 1) await bringWhole(engine)
            else if (what === 2) {
              const refused = await engine.execute('thread.rename', { threadId, title: 'New' })
              if (!refused) words.add('title')
            } else if (what === 3) {
              const rated = { threadId, messageId: answered.id, rating: 'good' }
              if (!(await engine.execute('message.rate', rated))) words.add('rating')
            } else if (what === 4)
              await engine.execute('message.delete', { threadId, messageId: asked.id, deleted: true })
            else {
              await bring(engine, part)
              const messageId = createId(engine.env.random, 'msg')
              said.add(messageId)
              const parts = [{ type: 'text', text: 'And?' }]
              await engine.execute('message.send', {
                threadId,
                messageId,
                parentId: null,
                parts,
                createdAt: 9,
              })
            }
          }
          for (const [index, acts] of [hereActs, thereActs].entries())
            for (const what of acts) await act(must(engines[index], 'an engine'), what)
          for (const engine of engines) await bringWhole(engine)
          const sent = engines.map(engine => engine.published(threadId))
          for (const update of sent[1] ?? []) await must(engines[0], 'one').receive(threadId, update)
          for (const update of sent[0] ?? []) await must(engines[1], 'two').receive(threadId, update)
          const seen = engines.map(engine => ({
            thread: rowOf(engine, threadId),
            messages: engine
              .rows('messages')
              .map(({ id, parts, rating, deleted }) => ({ id, parts, rating, deleted }))
              .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
          }))
          expect(seen[0]).toEqual(seen[1])
          expect(new Set(seen[0]?.messages.map(({ id }) => id))).toEqual(said)
          // The person's word stands, whenever and wherever it came.
          if (words.has('title')) expect(seen[0]?.thread.title).toBe('New')
          else if (words.has('whole')) expect(seen[0]?.thread.title).toBe('Old')
          const rating = seen[0]?.messages.find(({ id }) => id === answered.id)?.rating
          expect(rating).toBe(words.has('rating') ? 'good' : 'bad')
        },
      ),
      { numRuns: 60 },
    )
  })
})
