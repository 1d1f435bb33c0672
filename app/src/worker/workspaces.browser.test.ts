/** A device with two workspaces of one person: one list, one set of settings, and each thread in its own place. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ProviderId, type ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection, type DexieConnection } from '../core/dexie-connection.ts'
import { createKeyring } from '../core/keyring.ts'
import type { RoomRef } from '../core/room-ref.ts'
import { featureTables } from '../features/tables.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { SettingRow } from '../features/workspace/tables.ts'
import { adoptStored, remakeDocuments } from './adopt-arrived.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { tidy } from './housekeeping.ts'
import { adoptWorkspace } from './identity.ts'
import { inOwnWorkspace } from './in-own-workspace.ts'
import { createModelKnowledge } from './model-knowledge.ts'

const day = 24 * 3_600_000
const noRuns = { forget: async () => undefined }

let database: Database
let connection: DexieConnection
/** The workspace that the device had first. */
let first: RoomRef
/** The account's, which came with signing in. */
const second: RoomRef = { workspaceId: createId(systemRandom, 'wsp'), roomId: createId(systemRandom, 'wdc') }

const open = async (): Promise<EngineParts> => {
  const opened = await openEngine({ database, connection, env: systemEnv })
  return must(opened.ok ? opened.value : null, 'an engine that starts')
}

const execute = async (engine: EngineParts, name: string, args: object): Promise<void> =>
  expect(await engine.commands.execute(name, args)).toEqual({ ok: true, value: undefined })

const say = async (engine: EngineParts, { workspaceId }: RoomRef, text: string): Promise<ThreadId> => {
  const threadId = createId(systemRandom, 'thr')
  await execute(engine, 'message.send', {
    workspaceId,
    threadId,
    messageId: createId(systemRandom, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text }],
    createdAt: 1,
  })
  return threadId
}

const setInstructions = (engine: EngineParts, document: RoomRef, value: string) =>
  execute(engine, 'setting.change', { ...document, key: 'instructions', value })

beforeEach(async () => {
  database = createDatabase(featureTables, `workspaces-${createId(systemRandom, 'dev')}`)
  connection = createDexieConnection(database, systemEnv)
  const alone = await open()
  const { workspaceId, roomId } = alone.workspaces.identity()
  first = { workspaceId, roomId }
  await say(alone, first, 'Before signing in')
  await setInstructions(alone, first, 'of the first')
  await createKeyring(connection, systemEnv).openWorkspace(second.workspaceId)
  await adoptWorkspace(connection, systemEnv, second, 'home')
})

afterEach(async () => {
  database.close()
  await Dexie.delete(database.name)
})

it('the adopted one is home, the other stays beside it, and nothing is sealed anew', async () => {
  const before = await database.updates.toArray()
  const engine = await open()
  expect(engine.workspaces.identity()).toMatchObject({ ...second, workspaces: [second, first] })
  await say(engine, engine.workspaces.identity(), 'After signing in')
  const threads = await database.table<ThreadRow>('threads').orderBy('[shelf+lastAt]').toArray()
  expect(new Map(threads.map(({ title, workspaceId }) => [title, workspaceId]))).toEqual(
    new Map([
      ['After signing in', second.workspaceId],
      ['Before signing in', first.workspaceId],
    ]),
  )
  const kept = await database.updates
    .where('[workspaceId+roomId+number]')
    .between([first.workspaceId, Dexie.minKey], [first.workspaceId, Dexie.maxKey])
    .toArray()
  expect(kept).toEqual(before)
})

it('settings are those of home', async () => {
  const engine = await open()
  await setInstructions(engine, second, 'of the second')
  await setInstructions(engine, first, 'of the first, again')
  for (const document of [first, second]) await (await engine.rooms.open(document)).rebuild()
  const settings = await database.table<SettingRow>('settings').toArray()
  expect(settings.map(({ value }) => value)).toEqual(['of the second'])
  expect(await createModelKnowledge(connection, engine.credentials).instructions()).toBe('of the second')
})

it('a thread answers by a provider of the other workspace, with its key', async () => {
  const engine = await open()
  const id: ProviderId = createId(systemRandom, 'prv')
  const provider = {
    id,
    dialect: 'openai-compatible',
    preset: 'custom',
    name: 'Workshop',
    baseUrl: 'http://localhost:8000/v1',
  }
  await execute(engine, 'provider.save', { ...second, provider, createdAt: 1 })
  await engine.credentials.save(second.workspaceId, id, { apiKey: 'sk-test-0123456789' })
  const access = await createModelKnowledge(connection, engine.credentials).access(first.workspaceId, id)
  expect(access).toMatchObject({ ok: true, value: { credentials: { apiKey: 'sk-test-0123456789' } } })
})

it('Trash is emptied in both, and a page that names home forgets a thread where it is', async () => {
  const engine = await open()
  const threads = [await say(engine, first, 'one'), await say(engine, second, 'two')]
  for (const [index, threadId] of threads.entries()) {
    const { workspaceId } = must([first, second][index], 'a workspace')
    await execute(engine, 'thread.trash', { workspaceId, threadId, trashedAt: 1 })
  }
  await tidy(engine, database, systemEnv.clock.now() + 31 * day, noRuns)
  const left = await database.table<ThreadRow>('threads').toArray()
  expect(left.map(({ title }) => title)).toEqual(['Before signing in'])

  const threadId = must(left[0], 'a thread').roomId
  const asked = { ...second, threadId, forgottenAt: 1 }
  await execute(
    engine,
    'thread.forget',
    await inOwnWorkspace('thread.forget', asked, database, engine.workspaces.identity()),
  )
  expect(await database.table<ThreadRow>('threads').count()).toBe(0)
  expect(await database.rooms.get([first.workspaceId, threadId])).toBeUndefined()
})

it('a workspace without its key stays closed, and the engine opens', async () => {
  const lost = { workspaceId: createId(systemRandom, 'wsp'), roomId: createId(systemRandom, 'wdc') }
  await adoptWorkspace(connection, systemEnv, lost, 'beside')
  const engine = await open()
  expect(engine.workspaces.identity().workspaces).toEqual([second, first])
  expect(await database.keys.get(`workspace:${lost.workspaceId}`)).toBeUndefined()
})

it('a page that was open when home changed changes settings all the same', async () => {
  const engine = await open()
  await remakeDocuments(engine)
  const change = { ...first, key: 'instructions', value: 'of whoever joined' }
  await execute(
    engine,
    'setting.change',
    await inOwnWorkspace('setting.change', change, database, engine.workspaces.identity()),
  )
  expect(await createModelKnowledge(connection, engine.credentials).instructions()).toBe('of whoever joined')
})

describe('a tab that ends when it has stored the document of a workspace, and has not taken it in', () => {
  /** As it is between the two: `home` says where it belongs, and nothing that it is here. */
  const forgetSecond = async (): Promise<void> => {
    const identity = must(await database.device.get('identity'), 'who this device is')
    await database.device.put({ ...identity, value: { ...Object(identity.value), ...first, others: [] } })
    await database.device.put({ name: 'home', value: second.workspaceId })
  }

  it('leaves it to the next, with its settings', async () => {
    await setInstructions(await open(), second, 'of the second')
    await forgetSecond()
    const engine = await open()
    expect(engine.workspaces.arriving()).toEqual([second.workspaceId])
    // Its document is open, with rows of its own.
    await setInstructions(engine, first, 'of the first, when it was home')
    await adoptStored(engine)
    expect(engine.workspaces.identity()).toMatchObject({ ...second, workspaces: [second, first] })
    expect(engine.workspaces.arriving()).toEqual([])
    const settings = await database.table<SettingRow>('settings').toArray()
    expect(settings.map(({ value }) => value)).toEqual(['of the second'])
  })

  it('a room that only calls itself the document is none', async () => {
    await setInstructions(await open(), second, 'of the second')
    await database.updates.where({ ...second }).delete()
    await forgetSecond()
    const engine = await open()
    await adoptStored(engine)
    expect(engine.workspaces.identity()).toMatchObject({ ...first, workspaces: [first] })
  })
})
