/** A server that deletes, replays and swaps what it cannot read. Nothing it does reaches a row. */

import { must } from '@weft/shared/assert.ts'
import { createId } from '@weft/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryEngine, type MemoryEngine } from '../features/testing/memory-engine.ts'
import { mapOf } from './room-doc.ts'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}

/** A server's copy of a room: it has every update and no key. */
const serverOf = (engine: MemoryEngine, roomId: Parameters<MemoryEngine['published']>[0]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of engine.published(roomId)) Y.applyUpdate(doc, update)
  return doc
}

/** What the server's meddling makes other devices apply. */
const meddle = (doc: Y.Doc, act: (doc: Y.Doc) => void): Uint8Array => {
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  doc.transact(() => act(doc))
  return must(updates[0], 'an update')
}

const begin = async (engine: MemoryEngine) => {
  const threadId = engine.newThread()
  const messageId = createId(engine.env.random, 'msg')
  const parts = [{ type: 'text', text: 'Keep this.' }]
  await engine.execute('message.send', { threadId, messageId, parentId: null, parts, createdAt: 1 })
  await engine.execute('thread.rename', { threadId, title: 'First' })
  return { threadId, messageId, parts }
}

const titleKey = (doc: Y.Doc): string =>
  must(
    [...mapOf(doc, 'r').keys()].find(key => key.startsWith('t.ti.')),
    'the title’s key',
  )

describe('what a server takes away', () => {
  it('a deleted message stays, also after a rebuild, and is written again', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId, parts } = await begin(engine)
    const server = serverOf(engine, threadId)
    await engine.receive(
      threadId,
      meddle(server, doc => mapOf(doc, 'm').delete(messageId)),
    )
    expect(engine.rows('messages')).toMatchObject([{ id: messageId, parts }])
    await engine.rebuild(threadId)
    expect(engine.rows('messages')).toMatchObject([{ id: messageId, parts }])

    engine.env.clock.advance(60_000)
    await settle()
    const healed = serverOf(engine, threadId)
    expect(mapOf(healed, 'm').has(messageId)).toBe(true)
  })

  it('an older value put back does not win, by any number of replays, and the newer is written again at once', async () => {
    const engine = createMemoryEngine()
    const { threadId } = await begin(engine)
    const early = serverOf(engine, threadId)
    const old = must(mapOf(early, 'r').get(titleKey(early)), 'the old title')
    await engine.execute('thread.rename', { threadId, title: 'Second' })
    for (let replay = 0; replay < 3; replay += 1) {
      const server = serverOf(engine, threadId)
      await engine.receive(
        threadId,
        meddle(server, doc => mapOf(doc, 'r').set(titleKey(doc), old)),
      )
      expect(engine.rows('threads')).toMatchObject([{ title: 'Second' }])
    }
    await engine.rebuild(threadId)
    expect(engine.rows('threads')).toMatchObject([{ title: 'Second' }])
    engine.env.clock.advance(0)
    await settle()
    const other = createMemoryEngine({ seed: 2 })
    for (const update of engine.published(threadId)) await other.receive(threadId, update)
    expect(other.rows('threads')).toMatchObject([{ title: 'Second' }])
  })

  it('a sealed value moved to another message does not open there', async () => {
    const engine = createMemoryEngine()
    const { threadId, messageId } = await begin(engine)
    const server = serverOf(engine, threadId)
    const forged = createId(engine.env.random, 'msg')
    const sealed = must(mapOf(server, 'm').get(messageId), 'the sealed message')
    await engine.receive(
      threadId,
      meddle(server, doc => mapOf(doc, 'm').set(forged, sealed)),
    )
    expect(engine.rows('messages').find(row => row.id === forged)).toMatchObject({
      unreadable: 'seal-tampered',
      parts: [],
    })
    expect(engine.rows('threads')).toMatchObject([{ unreadable: 1, messageCount: 1 }])
  })

  it('bytes that are no update change nothing, and the room goes on', async () => {
    const engine = createMemoryEngine()
    const { threadId } = await begin(engine)
    const before = JSON.stringify(engine.rows('messages'))
    const real = must(engine.published(threadId)[0], 'an update')
    for (let cut = 1; cut < real.length; cut += 7) await engine.receive(threadId, real.slice(0, cut))
    await engine.receive(threadId, new Uint8Array([255, 255, 255, 255, 1, 2, 3]))
    expect(JSON.stringify(engine.rows('messages'))).toBe(before)
    expect(await engine.execute('thread.rename', { threadId, title: 'Goes on' })).toBeNull()
    await engine.rebuild(threadId)
    expect(engine.rows('threads')).toMatchObject([{ title: 'Goes on' }])
  })
})

describe('a mark', () => {
  it('rises with the value at its place: what is written later stays', async () => {
    const engine = createMemoryEngine()
    const { threadId } = await begin(engine)
    const server = serverOf(engine, threadId)
    await engine.receive(
      threadId,
      meddle(server, doc => mapOf(doc, 'r').delete(titleKey(doc))),
    )
    engine.env.clock.advance(60_000)
    await settle()
    await engine.execute('thread.rename', { threadId, title: 'Later' })
    const reopened = createMemoryEngine({ seed: 3, device: engine })
    await reopened.rebuild(threadId)
    reopened.env.clock.advance(60_000)
    await settle()
    const again = createMemoryEngine({ seed: 4, device: engine })
    await again.rebuild(threadId)
    expect(again.rows('threads')).toMatchObject([{ title: 'Later' }])
  })

  it('is not what another device sealed of the same record: nobody writes it again', async () => {
    const engines = [createMemoryEngine({ seed: 1 }), createMemoryEngine({ seed: 2 })]
    const threadId = must(engines[0], 'an engine').newThread()
    const id = createId(must(engines[0], 'an engine').env.random, 'msg')
    const record = {
      parentId: null,
      role: 'user',
      stamp: '0000000000010000',
      createdAt: 1,
      parts: [{ type: 'text', text: 'From the same file.' }],
      status: 'complete',
    }
    for (const engine of engines)
      await engine.execute('thread.found', { threadId, createdAt: 1, messages: [{ id, record }] })
    const sent = engines.map(engine => engine.published(threadId))
    for (const [index, engine] of engines.entries())
      for (const update of sent[1 - index] ?? []) await engine.receive(threadId, update)
    for (const engine of engines) {
      engine.env.clock.advance(24 * 3_600_000)
      await settle()
      expect(engine.published(threadId)).toHaveLength(1)
      expect(engine.rows('messages')).toMatchObject([{ id, parts: record.parts }])
    }
  })
})
