/** What browsers do to storage, done on purpose: each fault has its name, and nothing that was saved is lost. */

import { must } from '@weft/shared/assert.ts'
import { type Env, systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { injectFaults } from '../core/testing/dexie-under-test.ts'
import { featureTables } from '../features/tables.ts'
import type { ModelListRow } from '../features/runs/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { createModelKnowledge } from './model-knowledge.ts'

/** Real time, with every wait a tenth as long. */
const hastyEnv: Env = {
  random: systemRandom,
  clock: {
    now: systemEnv.clock.now,
    after: (milliseconds, callback) => systemEnv.clock.after(milliseconds / 10, callback),
  },
}

let name = ''
let fault: (table: string) => Error | undefined = () => undefined
const open: Database[] = []

beforeEach(() => {
  name = `faults-${createId(systemRandom, 'dev')}`
  fault = () => undefined
})

afterEach(async () => {
  fault = () => undefined
  for (const database of open.splice(0)) database.close()
  await Dexie.delete(name)
})

const databaseHere = (): Database => {
  const database = createDatabase(featureTables, name)
  injectFaults(database, table => fault(table))
  open.push(database)
  return database
}

const start = async (database = databaseHere(), env: Env = hastyEnv) =>
  openEngine({ database, connection: createDexieConnection(database, env), env })

const started = async (database = databaseHere()): Promise<EngineParts> => {
  const engine = await start(database)
  return must(engine.ok ? engine.value : null, 'an engine that starts')
}

const send = async (engine: EngineParts, threadId: ThreadId, text: string) => {
  const result = await engine.commands.execute('message.send', {
    workspaceId: engine.workspaces.identity().workspaceId,
    threadId,
    messageId: createId(systemRandom, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text }],
    createdAt: 1,
  })
  return result.ok ? null : result.error.type
}

const saidIn = async (database: Database): Promise<readonly string[]> =>
  (await database.table<MessageRow>('messages').toArray()).map(row => JSON.stringify(row.parts))

const domError = (type: string): Error => new DOMException('injected', type)

describe('storage', () => {
  it('that is full says so, keeps what it has, and takes the message when there is room', async () => {
    const database = databaseHere()
    const engine = await started(database)
    const threadId = createId(systemRandom, 'thr')
    expect(await send(engine, threadId, 'before')).toBeNull()
    fault = table => (table === 'updates' ? domError('QuotaExceededError') : undefined)
    expect(await send(engine, threadId, 'while full')).toBe('storage-full')
    expect(await saidIn(database)).toHaveLength(1)
    fault = () => undefined
    expect(await send(engine, threadId, 'after')).toBeNull()
    expect(await saidIn(database)).toHaveLength(2)
    const room = await engine.rooms.open({
      workspaceId: engine.workspaces.identity().workspaceId,
      roomId: threadId,
    })
    await room.rebuild()
    expect(await saidIn(database)).toHaveLength(2)
  })

  it('that is full takes the message when something is given up for it, which is asked once', async () => {
    const database = databaseHere()
    const engine = await started(database)
    let asked = 0
    engine.connection.makeRoomBy(async () => {
      asked += 1
      fault = () => undefined
      return true
    })
    fault = table => (table === 'updates' ? domError('QuotaExceededError') : undefined)
    const [one, two] = [createId(systemRandom, 'thr'), createId(systemRandom, 'thr')]
    expect(await Promise.all([send(engine, one, 'first'), send(engine, two, 'second')])).toEqual([null, null])
    expect(asked).toBe(1)
    expect(await saidIn(database)).toHaveLength(2)

    engine.connection.makeRoomBy(async () => false)
    fault = table => (table === 'updates' ? domError('QuotaExceededError') : undefined)
    expect(await send(engine, one, 'third')).toBe('storage-full')
  })

  it.each(['UnknownError', 'InvalidStateError'])(
    'whose connection is lost once or twice (%s) is opened again',
    async type => {
      const database = databaseHere()
      const engine = await started(database)
      const threadId = createId(systemRandom, 'thr')
      let failures = 2
      fault = () => {
        failures -= 1
        return failures >= 0 ? domError(type) : undefined
      }
      expect(await send(engine, threadId, 'through')).toBeNull()
      expect(failures).toBeLessThan(0)
      expect(await saidIn(database)).toHaveLength(1)
    },
  )

  it('whose connection is lost for ever says so, and what was said before is there', async () => {
    const database = databaseHere()
    const engine = await started(database)
    const threadId = createId(systemRandom, 'thr')
    await send(engine, threadId, 'before')
    fault = () => domError('UnknownError')
    expect(await send(engine, threadId, 'never')).toBe('storage-lost')
    fault = () => undefined
    expect(await saidIn(database)).toHaveLength(1)
  })

  it('whose connection is lost is opened again for what a call to a model needs', async () => {
    const database = databaseHere()
    const { connection, credentials, workspaces } = await started(database)
    const { workspaceId } = workspaces.identity()
    const providerId = createId(systemRandom, 'prv')
    const models = [{ modelId: 'm', name: 'M' }]
    await database.table<ModelListRow>('modelLists').put({ providerId, models, fetchedAt: 1 })
    await database.table('providers').put({ workspaceId, id: providerId, name: 'Workshop' })
    const knowledge = createModelKnowledge(connection, credentials)
    let failures = 2
    fault = table => {
      if (table !== 'modelLists') return undefined
      failures -= 1
      return failures >= 0 ? domError('UnknownError') : undefined
    }
    expect(await knowledge.listed(providerId)).toEqual(models)
    expect(failures).toBeLessThan(0)

    fault = table => (table === 'keys' ? domError('UnknownError') : undefined)
    const kept = await knowledge.access(workspaceId, providerId)
    expect(kept).toEqual({ ok: false, error: { type: 'stream-cut', detail: 'storage-lost' } })
  })

  it('that another tab holds open in an older version says so', async () => {
    const held = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const engine = await start()
    expect(engine).toEqual({ ok: false, error: { type: 'storage-blocked' } })
    held.close()
  })

  it('that a newer Weft has written says so, is left as it is and can still be read', async () => {
    const engine = await started()
    await send(engine, createId(systemRandom, 'thr'), 'written before')
    for (const each of open.splice(0)) each.close()
    const newer = createDatabase(featureTables, name)
    newer.version(4).stores({ holograms: 'id' })
    await newer.open()
    newer.close()
    const database = databaseHere()
    expect(await start(database)).toEqual({ ok: false, error: { type: 'storage-newer' } })
    expect(await saidIn(database)).toHaveLength(1)
  })

  it('that a browser does not give says so', async () => {
    const database = createDatabase(featureTables, name, {
      indexedDB: {
        open: () => {
          throw domError('SecurityError')
        },
      },
      IDBKeyRange,
    })
    const engine = await start(database)
    expect(engine).toMatchObject({ ok: false, error: { type: 'storage-unavailable' } })
  })
})

describe('a damaged row', () => {
  const damages: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
    truncated: bytes => bytes.slice(0, 9),
    'of another type': () => 'not bytes',
    'of rubbish': () => new Uint8Array(40).fill(255),
    empty: () => new Uint8Array(0),
  }

  it.each(Object.keys(damages))('of the log (%s) takes nothing else with it', async kind => {
    const database = databaseHere()
    const engine = await started(database)
    const threadId = createId(systemRandom, 'thr')
    for (const text of ['one', 'two', 'three']) await send(engine, threadId, text)
    const { workspaceId } = engine.workspaces.identity()
    const key: [typeof workspaceId, ThreadId, number] = [workspaceId, threadId, 2]
    const row = must(await database.updates.get(key), 'a log row')
    const bytes = must(damages[kind], 'a damage')(row.bytes)
    await database.table('updates').put({ ...row, bytes })
    for (const each of open.splice(0)) each.close()

    const again = databaseHere()
    const reopened = await started(again)
    expect(await send(reopened, threadId, 'four')).toBeNull()
    const room = await reopened.rooms.open({ workspaceId, roomId: threadId })
    expect((await room.rebuild()).ok).toBe(true)
    // What was damaged cannot be made again, and its row, which is still good, is not dropped for it.
    expect(await saidIn(again)).toHaveLength(4)
  })

  it('of a key says that it no longer opens, and the rows stay', async () => {
    const database = databaseHere()
    const engine = await started(database)
    const threadId = createId(systemRandom, 'thr')
    await send(engine, threadId, 'still readable')
    const keyId = `workspace:${engine.workspaces.identity().workspaceId}`
    const row = must(await database.keys.get(keyId), 'a key row')
    const value = row.value instanceof Uint8Array ? row.value.slice() : new Uint8Array(60)
    value[20] = (value[20] ?? 0) ^ 1
    await database.keys.put({ ...row, value })
    const again = databaseHere()
    expect(await start(again)).toMatchObject({ ok: false, error: { type: 'key-unopenable' } })
    expect(await saidIn(again)).toHaveLength(1)
    expect(await again.table<ThreadRow>('threads').count()).toBe(1)
  })

  it('of the device’s own facts does not lock anybody out of the threads', async () => {
    const database = databaseHere()
    const engine = await started(database)
    const threadId = createId(systemRandom, 'thr')
    await send(engine, threadId, 'kept')
    await database.device.put({ name: 'identity', value: { slot: 7 } })
    const again = databaseHere()
    const reopened = await started(again)
    expect(reopened.workspaces.identity()).toMatchObject({
      workspaceId: engine.workspaces.identity().workspaceId,
      roomId: engine.workspaces.identity().roomId,
    })
    expect(await send(reopened, threadId, 'goes on')).toBeNull()
    expect(await saidIn(again)).toHaveLength(2)
  })
})

it('two engines that start at once agree on one workspace and one key', async () => {
  const [first, second] = await Promise.all([started(), started()])
  expect(second.workspaces.identity()).toEqual(first.workspaces.identity())
  const threadId = createId(systemRandom, 'thr')
  await send(first, threadId, 'by the first')
  await send(second, threadId, 'by the second')
  const room = await second.rooms.open({
    workspaceId: second.workspaces.identity().workspaceId,
    roomId: threadId,
  })
  const view = await room.view()
  expect(view.ok && view.value.unreadable).toBe(0)
  expect(view.ok && view.value.records.size).toBe(2)
})
