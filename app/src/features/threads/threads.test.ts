/** What commands do to threads, read where a page reads it: in the rows. */

import { createId, type MessageId, thisDeviceId, type ThreadId } from '@weft/shared/ids.ts'
import { must } from '@weft/shared/assert.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEngine, type MemoryEngine } from '../testing/memory-engine.ts'
import { duplicateThread } from './duplicate.ts'
import type { ThreadRow } from './tables.ts'
import { fewMessages } from './thread-end.ts'

const text = (words: string) => [{ type: 'text', text: words }]

const start = async (engine: MemoryEngine, words = 'How does a loom work?') => {
  const threadId = engine.newThread()
  const messageId = createId(engine.env.random, 'msg')
  const sent = await engine.execute('message.send', {
    threadId,
    messageId,
    parentId: null,
    parts: text(words),
    createdAt: engine.env.clock.now(),
  })
  expect(sent).toBeNull()
  return { threadId, messageId }
}

const answer = async (
  engine: MemoryEngine,
  threadId: ThreadId,
  parentId: MessageId,
  words: string,
  facts: object = {},
): Promise<MessageId> => {
  const messageId = createId(engine.env.random, 'msg')
  await engine.execute('message.complete', {
    threadId,
    messageId,
    parentId,
    role: 'assistant',
    parts: text(words),
    createdAt: engine.env.clock.now(),
    status: 'complete',
    continues: false,
    ...facts,
  })
  return messageId
}

const threadRow = (engine: MemoryEngine, threadId: ThreadId): ThreadRow =>
  must(
    engine.rows('threads').find(row => row.roomId === threadId),
    'a thread row',
  )

describe('threads', () => {
  it('remember who answers without a network, and forget it where it is as for all', async () => {
    const engine = createMemoryEngine()
    const { threadId } = await start(engine)
    const choose = (fallback: unknown) => engine.execute('thread.chooseFallback', { threadId, fallback })
    expect(await choose(null)).toBeNull()
    expect(threadRow(engine, threadId)).not.toHaveProperty('fallback')
    expect(await choose('wait')).toBeNull()
    expect(threadRow(engine, threadId).fallback).toBe('wait')
    const model = { providerId: thisDeviceId, modelId: 'llama', name: 'Llama 3.2 3B' }
    expect(await choose(model)).toBeNull()
    expect(threadRow(engine, threadId).fallback).toEqual(model)
    expect(await choose('never')).toBe('command-invalid')
    expect(await choose(null)).toBeNull()
    expect(threadRow(engine, threadId)).not.toHaveProperty('fallback')
  })

  it('begin with the first message, and are called by its first words', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine, '  How does\n a loom work? ')
    expect(threadRow(engine, threadId)).toMatchObject({
      shelf: 'active',
      title: 'How does a loom work?',
      titleBy: 'first-words',
      messageCount: 1,
      readOnly: false,
      unreadable: 0,
    })
    expect(engine.rows('messages')).toMatchObject([{ id: messageId, role: 'user', parentKey: '' }])
  })

  it('have in their row the end of what is read when they are long, also after another branch was chosen', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const line = [messageId]
    const sayMore = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1)
        line.push(await answer(engine, threadId, must(line.at(-1), 'a message'), `message ${line.length}`))
    }
    await sayMore(fewMessages - 1)
    expect(threadRow(engine, threadId)).not.toHaveProperty('end')
    await sayMore(10)
    const end = must(threadRow(engine, threadId).end, 'an end')
    expect(end.keys.map(key => key[3])).toEqual(line.slice(-32))
    expect(end.above).toBe(line.at(-33))

    const other = await answer(engine, threadId, must(line[40], 'the 40th'), 'said otherwise')
    await engine.execute('thread.chooseBranch', { threadId, leafId: other })
    const chosen = must(threadRow(engine, threadId).end, 'an end')
    expect(chosen.keys.at(-1)?.[3]).toBe(other)
    expect(chosen.keys.map(key => key[3])).toEqual([...line.slice(10, 42), other])
    expect(chosen.keys).toEqual(
      chosen.keys.map(key => {
        const row = must(
          engine.rows('messages').find(({ id }) => id === key[3]),
          'its row',
        )
        return [row.roomId, row.parentKey, row.stamp, row.id]
      }),
    )
  })

  it('take the same message once, however often it is sent', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const again = { threadId, messageId, parentId: null, parts: text('other'), createdAt: 1 }
    expect(await engine.execute('message.send', again)).toBeNull()
    expect(engine.published(threadId)).toHaveLength(1)
    expect(engine.rows('messages')[0]?.parts).toEqual(text('How does a loom work?'))
  })

  it('show the person’s title over the automatic one, in whatever order they came', async () => {
    for (const order of [
      ['thread.rename', 'thread.title'],
      ['thread.title', 'thread.rename'],
    ]) {
      const engine = createMemoryEngine()
      const { threadId } = await start(engine)
      for (const name of order) {
        await engine.execute(name, { threadId, title: name === 'thread.rename' ? 'Mine' : 'The model’s' })
      }
      expect(threadRow(engine, threadId)).toMatchObject({ title: 'Mine', titleBy: 'person' })
      await engine.execute('thread.rename', { threadId, title: '' })
      expect(threadRow(engine, threadId)).toMatchObject({ title: 'The model’s', titleBy: 'model' })
    }
  })

  it('move between shelves and come back to where they were', async () => {
    const engine = createMemoryEngine()
    const { threadId } = await start(engine)
    const shelf = () => threadRow(engine, threadId).shelf
    await engine.execute('thread.pin', { threadId, pinned: true })
    expect(shelf()).toBe('pinned')
    await engine.execute('thread.archive', { threadId, archived: true })
    expect(shelf()).toBe('archived')
    await engine.execute('thread.trash', { threadId, trashedAt: 5 })
    expect(shelf()).toBe('trash')
    await engine.execute('thread.trash', { threadId, trashedAt: null })
    await engine.execute('thread.archive', { threadId, archived: false })
    expect(shelf()).toBe('pinned')
  })

  it('remember the model of the last message and what everything cost', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const model = { providerId: createId(engine.env.random, 'prv'), modelId: 'm', name: 'M' }
    await engine.execute('message.send', {
      threadId,
      messageId: createId(engine.env.random, 'msg'),
      parentId: messageId,
      parts: text('again'),
      createdAt: engine.env.clock.now(),
      model,
    })
    const first = await answer(engine, threadId, messageId, 'a', { cost: 0.25, model })
    await answer(engine, threadId, messageId, 'b', { cost: 0.5 })
    await engine.execute('message.delete', { threadId, messageId: first, deleted: true })
    expect(threadRow(engine, threadId)).toMatchObject({ lastModel: model, cost: 0.75, messageCount: 3 })
  })

  it('hide a deleted message and give it back whole', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const reply = await answer(engine, threadId, messageId, 'By crossing threads.')
    const row = () => engine.rows('messages').find(each => each.id === messageId)
    await engine.execute('message.delete', { threadId, messageId, deleted: true })
    expect(row()).toMatchObject({ deleted: 1, parts: [] })
    expect(engine.rows('messages').find(each => each.id === reply)?.parentKey).toBe(messageId)
    await engine.execute('message.delete', { threadId, messageId, deleted: false })
    expect(row()?.parts).toEqual(text('How does a loom work?'))
    expect(row()).not.toHaveProperty('deleted')
  })

  it('follow a message sent on another branch than the chosen one', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const reply = await answer(engine, threadId, messageId, 'one')
    await engine.execute('thread.chooseBranch', { threadId, leafId: reply })
    const sibling = createId(engine.env.random, 'msg')
    const edited = { threadId, messageId: sibling, parentId: null, parts: text('edited'), createdAt: 1 }
    await engine.execute('message.send', edited)
    expect(threadRow(engine, threadId).activeLeaf).toBe(sibling)
    const below = { ...edited, messageId: createId(engine.env.random, 'msg'), parentId: sibling }
    await engine.execute('message.send', below)
    expect(threadRow(engine, threadId).activeLeaf).toBe(sibling)
  })

  it('refuse to write beside a thread that is not there', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    expect(await engine.execute('thread.rename', { threadId, title: 'x' })).toBe('command-refused')
    expect(await engine.execute('message.send', { threadId: 'thr_x' })).toBe('command-invalid')
    expect(await engine.execute('thread.dance', {})).toBe('command-invalid')
  })

  it('go for good with all they hold', async () => {
    const engine = createMemoryEngine()
    await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
    const kept = await start(engine)
    const gone = await start(engine)
    await engine.execute('thread.forget', { roomId: engine.roomId, threadId: gone.threadId, forgottenAt: 1 })
    expect(engine.rows('threads').map(row => row.roomId)).toEqual([kept.threadId])
    expect(engine.rows('messages').map(row => row.roomId)).toEqual([kept.threadId])
  })
})

describe('a copy of a thread', () => {
  const copyOf = async (engine: MemoryEngine, threadId: ThreadId, upTo?: MessageId): Promise<ThreadId> => {
    const copyId = engine.newThread()
    const args = duplicateThread(
      await engine.view(threadId),
      { workspaceId: engine.workspaceId, copyId, createdAt: 9, title: 'Copy', ...(upTo ? { upTo } : {}) },
      testRandom(5),
    )
    expect(await engine.execute('thread.found', args)).toBeNull()
    return copyId
  }
  const messagesOf = (engine: MemoryEngine, threadId: ThreadId) =>
    engine.rows('messages').filter(row => row.roomId === threadId)

  it('has the same tree under new ids, without what was deleted', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const reply = await answer(engine, threadId, messageId, 'one')
    await answer(engine, threadId, messageId, 'two')
    const under = await answer(engine, threadId, reply, 'under one')
    await engine.execute('message.delete', { threadId, messageId: reply, deleted: true })
    const copyId = await copyOf(engine, threadId)
    const copied = messagesOf(engine, copyId)
    expect(copied.map(row => row.parts)).toHaveLength(3)
    expect(copied.some(row => [messageId, reply, under].includes(row.id))).toBe(false)
    const root = must(
      copied.find(row => row.parentKey === ''),
      'a root',
    )
    expect(copied.filter(row => row.parentKey === root.id)).toHaveLength(2)
  })

  it('up to a message holds its line alone', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await start(engine)
    const one = await answer(engine, threadId, messageId, 'one')
    await answer(engine, threadId, messageId, 'two')
    await answer(engine, threadId, one, 'under one')
    const copyId = await copyOf(engine, threadId, one)
    expect(messagesOf(engine, copyId).map(row => row.parts)).toEqual([
      text('How does a loom work?'),
      text('one'),
    ])
  })
})

it('rows of a thread equal a rebuild after any commands on two devices', async () => {
  const act = fc.record({
    device: fc.constantFrom(0, 1),
    what: fc.constantFrom('send', 'answer', 'delete', 'rename', 'title', 'pin', 'trash', 'branch', 'rate'),
    pick: fc.nat(1_000),
    flag: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async acts => {
      const engines = [createMemoryEngine({ seed: 1 }), createMemoryEngine({ seed: 2 })] as const
      const { threadId, messageId } = await start(engines[0])
      const ids: MessageId[] = [messageId]
      const sync = async (): Promise<void> => {
        for (const [from, to] of [engines, [engines[1], engines[0]]] as const) {
          for (const update of from.published(threadId)) await to.receive(threadId, update)
        }
      }
      await sync()
      for (const { device, what, pick, flag } of acts) {
        const engine = engines[device]
        const target = must(ids[pick % ids.length], 'an id')
        const id = createId(engine.env.random, 'msg')
        const at = { threadId, messageId: target }
        if (what === 'send') {
          await engine.execute('message.send', {
            threadId,
            messageId: id,
            parentId: target,
            parts: text(id),
            createdAt: pick,
          })
          ids.push(id)
        } else if (what === 'answer') ids.push(await answer(engine, threadId, target, id, { cost: pick }))
        else if (what === 'delete') await engine.execute('message.delete', { ...at, deleted: flag })
        else if (what === 'rate')
          await engine.execute('message.rate', { ...at, rating: flag ? 'good' : null })
        else if (what === 'branch') await engine.execute('thread.chooseBranch', { threadId, leafId: target })
        else if (what === 'pin') await engine.execute('thread.pin', { threadId, pinned: flag })
        else if (what === 'trash')
          await engine.execute('thread.trash', { threadId, trashedAt: flag ? pick : null })
        else await engine.execute(`thread.${what}`, { threadId, title: id })
        if (flag) await sync()
      }
      await sync()
      const snapshot = (engine: MemoryEngine) =>
        (['threads', 'messages'] as const).map(table =>
          JSON.stringify(
            engine
              .rows(table)
              .map(row => JSON.stringify(row))
              .toSorted(),
          ),
        )
      const before = snapshot(engines[0])
      expect(snapshot(engines[1])).toEqual(before)
      for (const engine of engines) {
        await engine.rebuild(threadId)
        expect(snapshot(engine)).toEqual(before)
      }
    }),
    { numRuns: 60 },
  )
})
