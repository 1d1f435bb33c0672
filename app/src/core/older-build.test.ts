/** A device that was not updated meets what a newer Weft wrote: it keeps what it does not know, and says so. */

import { ok } from '@weft/shared/result.ts'
import { createId } from '@weft/shared/ids.ts'
import { recordVersion } from '@weft/shared/record.ts'
import { must } from '@weft/shared/assert.ts'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createMemoryEngine, type MemoryEngine, type RowByTable } from '../features/testing/memory-engine.ts'
import { threadFields, threadKind, threadSubject } from '../features/threads/thread-doc.ts'
import { workspaceKind } from '../features/workspace/workspace-doc.ts'
import { defineCommand } from './commands.ts'
import type { Write } from './feature.ts'
import type { RoomRef } from './room-ref.ts'

/** Writes anything into a room, as a Weft of a later year may. */
const newerCommand = (name: string, roomKind: string) =>
  defineCommand<RoomRef & { readonly writes: readonly Write[] }>({
    name,
    args: z.custom<RoomRef & { readonly writes: readonly Write[] }>(() => true),
    roomKind,
    room: ({ workspaceId, roomId }) => ({ workspaceId, roomId }),
    founds: true,
    body: (_view, { writes }) => ok(writes),
  })

const newerCommands = [
  newerCommand('newer.thread', threadKind),
  newerCommand('newer.workspace', workspaceKind),
]

const twoDevices = () => ({
  newer: createMemoryEngine({ seed: 1, commands: newerCommands }),
  older: createMemoryEngine({ seed: 2 }),
})

const send = async (from: MemoryEngine, to: MemoryEngine, roomId: RoomRef['roomId']): Promise<void> => {
  for (const update of from.published(roomId)) await to.receive(roomId, update)
}

const only = <Table extends keyof RowByTable>(engine: MemoryEngine, table: Table): RowByTable[Table] =>
  must(engine.rows(table)[0], `a row of ${table}`)

it('a provider saved by an older build keeps the fields a newer one added', async () => {
  const { newer, older } = twoDevices()
  const id = createId(newer.env.random, 'prv')
  const provider = {
    id,
    dialect: 'openai',
    preset: 'openai',
    name: 'Work',
    baseUrl: 'https://api.openai.com/v1',
    region: 'eu',
  }
  await newer.execute('workspace.found', { roomId: newer.roomId, createdAt: 1 })
  await newer.execute('provider.save', { roomId: newer.roomId, provider, createdAt: 1 })
  await send(newer, older, newer.roomId)
  const known = {
    id,
    dialect: 'openai',
    preset: 'openai',
    name: 'Office',
    baseUrl: 'https://api.openai.com/v1',
    note: 'x',
  }
  await older.execute('provider.save', { roomId: older.roomId, provider: known, createdAt: 2 })
  await send(older, newer, newer.roomId)
  for (const engine of [newer, older]) {
    expect(only(engine, 'providers')).toMatchObject({ name: 'Office', region: 'eu', note: 'x' })
  }
})

it('a model’s settings rewritten by an older build keep unknown fields and the newer schema', async () => {
  const { newer, older } = twoDevices()
  const settingsId = createId(newer.env.random, 'msg').replace('msg_', 'mdl_')
  const providerId = createId(newer.env.random, 'prv')
  const entry = {
    providerId,
    modelId: 'm',
    parameters: { temperature: 0.5, verbosity: 'low' },
    voice: 'calm',
  }
  await newer.execute('workspace.found', { roomId: newer.roomId, createdAt: 1 })
  await newer.execute('newer.workspace', {
    roomId: newer.roomId,
    writes: [{ type: 'register', subject: settingsId, field: 'me', value: entry }],
  })
  await send(newer, older, newer.roomId)
  const change = {
    settingsId,
    providerId,
    modelId: 'm',
    hidden: true,
    parameters: { temperature: 0.5, verbosity: 'low' },
  }
  expect(await older.execute('model.configure', { roomId: older.roomId, ...change })).toBeNull()
  await send(older, newer, newer.roomId)
  expect(only(newer, 'modelSettings')).toMatchObject({
    hidden: true,
    voice: 'calm',
    parameters: { verbosity: 'low' },
  })
})

it('an unknown part and unknown fields of a message pass through an older build’s copy', async () => {
  const { newer, older } = twoDevices()
  const threadId = newer.newThread()
  const messageId = createId(newer.env.random, 'msg')
  const parts = [
    { type: 'text', text: 'Look', annotations: [1] },
    { type: 'hologram', frames: 3 },
  ]
  await newer.execute('message.send', { threadId, messageId, parentId: null, parts, createdAt: 1 })
  await send(newer, older, threadId)
  expect(only(older, 'messages').parts).toEqual(parts)
  const { duplicateThread } = await import('../features/threads/duplicate.ts')
  const copyId = older.newThread()
  const duplication = { workspaceId: older.workspaceId, copyId, createdAt: 2, title: 'Copy' }
  await older.execute(
    'thread.found',
    duplicateThread(await older.view(threadId), duplication, older.env.random),
  )
  await send(older, newer, copyId)
  const copied = newer.rows('messages').find(row => row.roomId === copyId)
  expect(copied?.parts).toEqual(parts)
})

it('a record for newer readers only is shown as such, and the rest of the room goes on', async () => {
  const { newer, older } = twoDevices()
  const threadId = newer.newThread()
  const messageId = createId(newer.env.random, 'msg')
  await newer.execute('message.send', { threadId, messageId, parentId: null, parts: [], createdAt: 1 })
  const later = createId(newer.env.random, 'msg')
  await newer.execute('newer.thread', {
    roomId: threadId,
    writes: [{ type: 'record', key: later, body: {}, schema: 9, minReader: recordVersion + 1 }],
  })
  await send(newer, older, threadId)
  expect(older.rows('messages')).toMatchObject([{ id: messageId }, { id: later, unreadable: 'record-newer' }])
  expect(only(older, 'threads')).toMatchObject({ unreadable: 1, messageCount: 1 })
  expect(await older.execute('thread.rename', { threadId, title: 'Still works' })).toBeNull()
})

it('a register rewritten by an older build stays marked with the newer schema', async () => {
  const { newer, older } = twoDevices()
  const threadId = newer.newThread()
  const field = threadFields.title.code
  await newer.execute('newer.thread', {
    roomId: threadId,
    writes: [{ type: 'register', subject: threadSubject, field, value: 'Old' }],
  })
  await send(newer, older, threadId)
  await older.execute('thread.rename', { threadId, title: 'New' })
  expect((await older.view(threadId)).register(threadSubject, field)).toMatchObject({
    value: 'New',
    rev: 2,
    schema: recordVersion,
  })
})

it('a room that asks for a newer writer can be read and not written', async () => {
  const { newer, older } = twoDevices()
  const threadId = newer.newThread()
  await newer.execute('message.send', {
    threadId,
    messageId: createId(newer.env.random, 'msg'),
    parentId: null,
    parts: [],
    createdAt: 1,
  })
  const header = { kind: threadKind, schema: 9, minReader: 1, minWriter: recordVersion + 1, generation: 0 }
  await newer.execute('newer.thread', { roomId: threadId, writes: [{ type: 'header', body: header }] })
  await send(newer, older, threadId)
  expect(only(older, 'threads').readOnly).toBe(true)
  expect(await older.execute('thread.rename', { threadId, title: 'x' })).toBe('room-read-only')
})
