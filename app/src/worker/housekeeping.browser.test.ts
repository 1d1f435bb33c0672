/** What time makes due, on a real database: nothing goes early, and what goes is gone whole. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ProviderId, type ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { blobsToMark } from '../core/dexie-blob-marks.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { featureTables } from '../features/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { tidy } from './housekeeping.ts'

const hour = 3_600_000
const day = 24 * hour

let database: Database
let engine: EngineParts
let now = 0
/** Threads whose runs were ended. */
let forgotten: ThreadId[] = []
const runs = { forget: async (threadId: ThreadId) => void forgotten.push(threadId) }

beforeEach(async () => {
  now = systemEnv.clock.now()
  forgotten = []
  database = createDatabase(featureTables, `housekeeping-${createId(systemRandom, 'dev')}`)
  const opened = await openEngine({
    database,
    connection: createDexieConnection(database, systemEnv),
    env: systemEnv,
  })
  engine = must(opened.ok ? opened.value : null, 'an engine that starts')
})

afterEach(async () => {
  database.close()
  await Dexie.delete(database.name)
})

const execute = async (name: string, args: object): Promise<void> => {
  const { workspaceId, roomId } = engine.workspaces.identity()
  expect(await engine.commands.execute(name, { workspaceId, roomId, ...args })).toEqual({
    ok: true,
    value: undefined,
  })
}

const addProvider = async (): Promise<ProviderId> => {
  const id = createId(systemRandom, 'prv')
  const provider = {
    id,
    dialect: 'openai-compatible',
    preset: 'openai-compatible',
    name: 'Workshop',
    baseUrl: 'http://localhost:1234/v1',
  }
  await execute('provider.save', { provider, createdAt: now })
  await engine.credentials.save(engine.workspaces.identity().workspaceId, id, {
    apiKey: 'sk-test-0123456789',
  })
  return id
}

const hasKey = async (id: ProviderId): Promise<boolean> =>
  (await database.keys.get(`credentials:${id}`)) !== undefined &&
  (await database.table('credentialHints').get(id)) !== undefined

const send = async (threadId: ThreadId, attachmentId?: string): Promise<void> => {
  const attachment = { type: 'attachment', attachmentId, name: 'a.txt', mediaType: 'text/plain', size: 3 }
  await execute('message.send', {
    threadId,
    messageId: createId(systemRandom, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text: 'Hello' }, ...(attachmentId === undefined ? [] : [attachment])],
    createdAt: now,
  })
}

const addBlob = async (text: string): Promise<string> => {
  const added = await engine.blobs.add(
    engine.workspaces.identity().workspaceId,
    new TextEncoder().encode(text),
  )
  return must(added.ok ? added.value : null, 'a stored attachment')
}

it('a removed provider’s key stays while the removal can be undone, and then goes', async () => {
  const removed = await addProvider()
  const kept = await addProvider()
  await execute('provider.delete', { providerId: removed, deleted: true })
  await tidy(engine, database, now + hour / 2, runs)
  expect(await hasKey(removed)).toBe(true)
  await tidy(engine, database, now + 2 * hour, runs)
  expect(await hasKey(removed)).toBe(false)
  expect(await hasKey(kept)).toBe(true)
})

it('a provider that was put back keeps its key', async () => {
  const id = await addProvider()
  await execute('provider.delete', { providerId: id, deleted: true })
  await execute('provider.delete', { providerId: id, deleted: false })
  await tidy(engine, database, now + 2 * hour, runs)
  expect(await hasKey(id)).toBe(true)
})

it('Trash keeps a thread for thirty days, then it goes with its log, its draft and its runs', async () => {
  const threadId = createId(systemRandom, 'thr')
  await send(threadId)
  await execute('thread.trash', { threadId, trashedAt: now })
  await database.table('drafts').put({ threadId, text: 'and', attachments: [], updatedAt: now })
  await tidy(engine, database, now + 29 * day, runs)
  expect(await database.table('threads').where('roomId').equals(threadId).count()).toBe(1)
  expect(forgotten).toEqual([])
  await tidy(engine, database, now + 31 * day, runs)
  expect(await database.table('threads').where('roomId').equals(threadId).count()).toBe(0)
  expect(await database.updates.filter(row => String(row.roomId) === threadId).count()).toBe(0)
  expect(await database.table('drafts').get(threadId)).toBeUndefined()
  expect(forgotten).toEqual([threadId])
})

it('what a tab that ended too soon has left of a deleted thread goes, and nothing of another', async () => {
  const [deleted, kept] = [createId(systemRandom, 'thr'), createId(systemRandom, 'thr')]
  for (const threadId of [deleted, kept]) {
    await send(threadId)
    await database.table('drafts').put({ threadId, text: 'and', attachments: [], updatedAt: now })
  }
  await execute('thread.forget', { threadId: deleted, forgottenAt: now })
  await tidy(engine, database, now, runs)
  expect(await database.table('drafts').toCollection().primaryKeys()).toEqual([kept])
  expect(forgotten).toEqual([deleted])
})

it('an attachment that nothing names goes after a week, one that is named stays', async () => {
  const named = await addBlob('named')
  const drafted = await addBlob('drafted')
  const unnamed = await addBlob('unnamed')
  await send(createId(systemRandom, 'thr'), named)
  await database.table('drafts').put({
    threadId: 'new',
    text: '',
    attachments: [{ type: 'attachment', attachmentId: drafted }],
    updatedAt: now,
  })
  await tidy(engine, database, now + 6 * day, runs)
  expect(await database.blobs.count()).toBe(3)
  await tidy(engine, database, now + 8 * day, runs)
  const left = (await database.blobs.toCollection().primaryKeys()).map(([, id]) => id)
  expect(left.toSorted()).toEqual([named, drafted].toSorted())
  expect(left).not.toContain(unnamed)
  expect(await blobsToMark(database, engine.workspaces.identity().workspaceId)).toEqual([unnamed])
})

it('pieces of a download that was given up go a day after they were seen, those of a named file stay', async () => {
  const { workspaceId } = engine.workspaces.identity()
  const [named, given] = [createId(systemRandom, 'att'), createId(systemRandom, 'att')]
  await send(createId(systemRandom, 'thr'), named)
  for (const id of [named, given])
    await database.blobPieces.put({ workspaceId, id, number: 0, bytes: Uint8Array.of(1) })
  const left = async () => (await database.blobPieces.toCollection().primaryKeys()).map(([, id]) => id)
  await tidy(engine, database, now, runs)
  await tidy(engine, database, now + hour, runs)
  expect((await left()).toSorted()).toEqual([named, given].toSorted())
  await tidy(engine, database, now + 2 * day, runs)
  expect(await left()).toEqual([named])
})
