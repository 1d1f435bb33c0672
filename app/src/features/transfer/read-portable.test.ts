/** Everything a document says of a thread is in its portable form, and what cannot be read is named beside it. */

import { must } from '@weft/shared/assert.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { createRoomView, type RoomView } from '../../core/room-view.ts'
import { placeKey } from '../../core/room-doc.ts'
import { createMemoryEngine, type MemoryEngine } from '../testing/memory-engine.ts'
import { PortableThread } from './portable-thread.ts'
import { readPortable, readPortableFolders } from './read-portable.ts'

const text = (words: string) => [{ type: 'text', text: words }]

const send = async (engine: MemoryEngine, threadId: string, parentId: MessageId | null, words: string) => {
  const messageId = createId(engine.env.random, 'msg')
  const createdAt = engine.env.clock.now()
  const args = { threadId, messageId, parentId, parts: text(words), createdAt }
  expect(await engine.execute('message.send', args)).toBeNull()
  return messageId
}

/** A view that says nothing of `id` but that it cannot be opened, and whose other register holds nonsense. */
const damaged = (view: RoomView, id: MessageId): RoomView => {
  const copy = createRoomView()
  for (const [key, opened] of view.records) copy.set(placeKey('m', key), new Uint8Array([1]), opened)
  copy.set(placeKey('m', id), new Uint8Array([2]), { state: 'unreadable', reason: 'seal-tampered' })
  return { ...copy, records: copy.records, header: null, unreadable: copy.unreadable }
}

describe('a portable thread', () => {
  it('holds every message of every branch, oldest first, and what was decided since', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    const first = await send(engine, threadId, null, 'How does a loom work?')
    const left = await send(engine, threadId, first, 'left')
    const right = await send(engine, threadId, first, 'right')
    const folderId = createId(engine.env.random, 'fld')
    await engine.execute('message.delete', { threadId, messageId: left, deleted: true })
    await engine.execute('message.rate', { threadId, messageId: right, rating: 'good' })
    await engine.execute('thread.rename', { threadId, title: 'Looms' })
    await engine.execute('thread.title', { threadId, title: 'Of looms' })
    await engine.execute('thread.move', { threadId, folderId })
    await engine.execute('thread.pin', { threadId, pinned: true })
    await engine.execute('thread.archive', { threadId, archived: true })
    await engine.execute('thread.instruct', { threadId, instructions: 'Be brief.' })
    await engine.execute('thread.chooseBranch', { threadId, leafId: right })
    await engine.execute('thread.chooseFallback', { threadId, fallback: 'wait' })
    await engine.execute('thread.trash', { threadId, trashedAt: 5 })

    const { thread, unreadableMessages, unreadableRegisters } = readPortable(
      await engine.view(threadId),
      threadId,
    )
    expect(PortableThread.parse(thread)).toEqual(thread)
    expect(thread).toMatchObject({
      id: threadId,
      title: 'Looms',
      automaticTitle: 'Of looms',
      folderId,
      pinned: true,
      archived: true,
      trashedAt: 5,
      leaf: right,
      instructions: 'Be brief.',
      fallback: 'wait',
      messages: [
        { id: first, parentId: null, parts: text('How does a loom work?') },
        { id: left, parentId: first, parts: text('left'), deleted: true },
        { id: right, parentId: first, parts: text('right'), rating: 'good' },
      ],
    })
    expect(thread.createdAt).toBe(thread.messages[0]?.createdAt)
    expect({ unreadableMessages, unreadableRegisters }).toEqual({
      unreadableMessages: [],
      unreadableRegisters: 0,
    })
  })

  it('keeps fields and parts that a newer Weft has added', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    const messageId = createId(engine.env.random, 'msg')
    const parts = [
      { type: 'hologram', depth: 3 },
      { type: 'text', text: 'here', mood: 'calm' },
    ]
    await engine.execute('message.send', { threadId, messageId, parentId: null, parts, createdAt: 1 })
    const { thread } = readPortable(await engine.view(threadId), threadId)
    expect(thread.messages[0]?.parts).toEqual(parts)
  })

  it('leaves out what was never said or was taken back', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    await send(engine, threadId, null, 'hello')
    await engine.execute('thread.pin', { threadId, pinned: true })
    await engine.execute('thread.pin', { threadId, pinned: false })
    await engine.execute('thread.trash', { threadId, trashedAt: 5 })
    await engine.execute('thread.trash', { threadId, trashedAt: null })
    const { thread, unreadableRegisters } = readPortable(await engine.view(threadId), threadId)
    expect(Object.keys(thread).toSorted()).toEqual(['createdAt', 'id', 'messages'])
    expect(unreadableRegisters).toBe(0)
  })

  it('names each message that cannot be read, and reads the others', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    const first = await send(engine, threadId, null, 'hello')
    const second = await send(engine, threadId, first, 'again')
    const read = readPortable(damaged(await engine.view(threadId), second), threadId)
    expect(read.thread.messages.map(({ id }) => id)).toEqual([first])
    expect(read.unreadableMessages).toEqual([{ id: second, reason: 'seal-tampered' }])
    expect(read.unreadableRegisters).toBe(0)
  })

  it('counts registers that hold what this Weft does not understand', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    await send(engine, threadId, null, 'hello')
    const view = await engine.view(threadId)
    const winner = {
      value: ['a title of tomorrow'],
      rev: 1,
      stamp: '',
      slot: engine.slot,
      schema: 9,
      minReader: 1,
    }
    const newer: RoomView = {
      ...view,
      records: view.records,
      register: (subject, field) => (field === 'ti' ? winner : view.register(subject, field)),
    }
    const { thread, unreadableRegisters } = readPortable(newer, threadId)
    expect(thread.title).toBeUndefined()
    expect(unreadableRegisters).toBe(1)
  })
})

describe('portable folders', () => {
  it('are those that were not deleted', async () => {
    const engine = createMemoryEngine()
    const { roomId } = engine
    await engine.execute('workspace.found', { roomId, createdAt: 1 })
    const kept = createId(engine.env.random, 'fld')
    const gone = createId(engine.env.random, 'fld')
    for (const folderId of [kept, gone])
      await engine.execute('folder.create', { roomId, folderId, name: 'Weaving', createdAt: 2 })
    await engine.execute('folder.delete', { roomId, folderId: gone, deleted: true })
    const [folder, ...others] = readPortableFolders(await engine.view(roomId))
    expect(must(folder ?? null, 'a folder')).toEqual({ id: kept, name: 'Weaving', createdAt: 2 })
    expect(others).toEqual([])
  })
})
