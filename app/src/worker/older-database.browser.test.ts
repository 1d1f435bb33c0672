/** Every database that a released Weft has written opens in this one, reads as it did, and takes a new message. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import {
  captureDatabase,
  type DatabaseFixture,
  importFixtureKey,
  plantFixture,
} from './testing/database-fixture.ts'

const fixtures = import.meta.glob<DatabaseFixture>('./__fixtures__/database-v*.json', {
  eager: true,
  import: 'default',
})

const openIn = async (database: Database): Promise<EngineParts> => {
  const engine = await openEngine({
    database,
    connection: createDexieConnection(database, systemEnv),
    env: systemEnv,
  })
  return must(engine.ok ? engine.value : null, 'an engine that starts')
}

const snapshot = async (database: Database): Promise<string> => {
  const tables = await Promise.all(
    ['threads', 'messages', 'folders', 'providers', 'settings'].map(name => database.table(name).toArray()),
  )
  return JSON.stringify(tables)
}

const plantAndClose = async (name: string, fixture: DatabaseFixture): Promise<void> => {
  const old = new Dexie(name)
  old.version(fixture.version).stores({ ...fixture.schema })
  // Dexie declares its tables at run time.
  await plantFixture(old as Database, fixture)
  old.close()
}

describe.each(Object.entries(fixtures))('%s', (_path, fixture) => {
  it('opens, reads as it did, takes a message, and its rows equal a rebuild', async () => {
    const name = `older-${createId(systemRandom, 'dev')}`
    await plantAndClose(name, fixture)
    const database = createDatabase(featureTables, name)
    const engine = await openIn(database)
    const threads = await database.table<ThreadRow>('threads').toArray()
    expect(threads.map(thread => thread.title)).toEqual(['About looms'])
    expect((await database.table<ProviderRow>('providers').toArray()).map(row => row.name)).toEqual([
      'Workshop',
    ])
    const messages = await database.table<MessageRow>('messages').toArray()
    expect(messages.map(message => partsToText(message.parts)).toSorted()).toEqual([
      'By crossing threads.',
      'How does a loom work?',
    ])

    // Version 3 brought the vectors; what an older one has none of is empty.
    expect(await database.table('vectors').count()).toBe(fixture.rows['vectors']?.length ?? 0)

    // Nothing of it is on a server: all of it waits, the newest state of each room included.
    const updates = await database.updates.toArray()
    expect(await engine.store.waitingCount(engine.workspaces.identity().workspaceId)).toEqual({
      ok: true,
      value: updates.length,
    })
    const waiting = await engine.store.waitingRooms(engine.workspaces.identity().workspaceId)
    expect(waiting.ok && waiting.value).toHaveLength(await database.rooms.count())

    const [thread] = threads
    const last = must(
      messages.find(message => message.role === 'assistant'),
      'an answer',
    )
    const sent = await engine.commands.execute('message.send', {
      workspaceId: engine.workspaces.identity().workspaceId,
      threadId: must(thread, 'a thread').roomId,
      messageId: createId(systemRandom, 'msg'),
      parentId: last.id,
      parts: [{ type: 'text', text: 'And then?' }],
      createdAt: 5,
    })
    expect(sent).toEqual({ ok: true, value: undefined })
    const before = await snapshot(database)
    const rooms = await engine.store.rooms()
    for (const ref of rooms.ok ? rooms.value : []) await (await engine.rooms.open(ref)).rebuild()
    expect(await snapshot(database)).toBe(before)
    database.close()
    await Dexie.delete(name)
  })
})

it('what this version writes can be captured and opened the same way', async () => {
  const name = `capture-${createId(systemRandom, 'dev')}`
  const database = createDatabase(featureTables, name)
  await database.keys.put({ id: 'device', value: await importFixtureKey() })
  const engine = await openIn(database)
  const { workspaceId, roomId } = engine.workspaces.identity()
  const threadId = createId(systemRandom, 'thr')
  const question = createId(systemRandom, 'msg')
  const run = async (command: string, args: object) => {
    expect(await engine.commands.execute(command, { workspaceId, ...args })).toEqual({
      ok: true,
      value: undefined,
    })
  }
  await run('message.send', {
    threadId,
    messageId: question,
    parentId: null,
    parts: [{ type: 'text', text: 'How does a loom work?' }],
    createdAt: 1,
  })
  await run('message.complete', {
    threadId,
    messageId: createId(systemRandom, 'msg'),
    parentId: question,
    role: 'assistant',
    parts: [{ type: 'text', text: 'By crossing threads.' }],
    createdAt: 2,
    status: 'complete',
    continues: false,
  })
  await run('thread.rename', { threadId, title: 'About looms' })
  const provider = {
    id: createId(systemRandom, 'prv'),
    dialect: 'openai-compatible',
    preset: 'custom',
    name: 'Workshop',
    baseUrl: 'http://localhost:8000/v1',
  }
  await run('provider.save', { roomId, provider, createdAt: 3 })
  const captured = JSON.parse(JSON.stringify(await captureDatabase(database))) as DatabaseFixture
  const current = Object.values(fixtures).find(fixture => fixture.version === captured.version)
  // A change of the schema needs a new version, a migration, and the old version's fixture kept beside.
  expect(current?.schema).toEqual(captured.schema)
  const copy = `${name}-copy`
  await plantAndClose(copy, captured)
  const reopened = createDatabase(featureTables, copy)
  await openIn(reopened)
  expect(await snapshot(reopened)).toBe(await snapshot(database))
  for (const each of [database, reopened]) each.close()
  await Dexie.delete(name)
  await Dexie.delete(copy)
})
