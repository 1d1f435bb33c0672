/** The search by meaning on a real engine, database, lock and worker, with an embedding model whose meaning is planted. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type MessageId, type ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import type { Embedder, MeaningProgress, MeaningWish } from '../features/semantic-search/meaning-state.ts'
import type { MeaningCalls, MeaningCallsByName } from '../features/semantic-search/meaning-calls.ts'
import { type MeaningHit, searchByMeaning } from '../features/semantic-search/search-by-meaning.ts'
import {
  createScriptedEmbedder,
  type ScriptedEmbedder,
} from '../features/semantic-search/testing/scripted-embedder.ts'
import type { VectorSearch } from '../features/semantic-search/vector-search.ts'
import { featureTables } from '../features/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { forgetDeviceRows } from './housekeeping.ts'
import { wireMeaning } from './meaning-wiring.ts'
import VectorsWorker from './vectors.worker.ts?worker'

vi.setConfig({ testTimeout: 30_000 })
const patience = { timeout: 15_000 }

let database: Database
let engine: EngineParts
let model: ScriptedEmbedder
let meaning: MeaningCalls
let worker: Worker
let vectors: VectorSearch

const device: Embedder = { type: 'device', modelId: 'scripted' }

let closing: AbortController

const wire = (signal = closing.signal): MeaningCalls =>
  wireMeaning({
    env: systemEnv,
    parts: engine,
    database,
    knowledge: { access: async () => err({ type: 'key-missing' }) },
    provider: { embed: async () => err({ type: 'stream-cut' }) },
    openDeviceEmbedder: async () => ok(model),
    signal,
  })

beforeEach(async () => {
  // The worker opens the database by its own name.
  await Dexie.delete('weft')
  database = createDatabase(featureTables)
  const opened = await openEngine({
    database,
    connection: createDexieConnection(database, systemEnv),
    env: systemEnv,
  })
  engine = must(opened.ok ? opened.value : null, 'an engine that starts')
  model = createScriptedEmbedder()
  closing = new AbortController()
  meaning = wire()
  worker = new VectorsWorker()
  vectors = Comlink.wrap<VectorSearch>(worker)
})

afterEach(async () => {
  await meaning.remove()
  closing.abort()
  worker.terminate()
  database.close()
  await Dexie.delete('weft')
})

const execute = async (name: string, args: object): Promise<void> => {
  const { workspaceId, roomId } = engine.workspaces.identity()
  expect(await engine.commands.execute(name, { workspaceId, roomId, ...args })).toEqual({
    ok: true,
    value: undefined,
  })
}

const say = async (text: string, threadId = createId(systemRandom, 'thr')): Promise<ThreadId> => {
  const messageId: MessageId = createId(systemRandom, 'msg')
  const parts = [{ type: 'text', text }]
  await execute('message.send', { threadId, messageId, parentId: null, parts, createdAt: Date.now() })
  return threadId
}

const progressNow = async (): Promise<MeaningProgress | undefined> =>
  (await database.device.get('meaning-progress'))?.value as MeaningProgress | undefined
const wishNow = async (): Promise<MeaningWish | undefined> =>
  (await database.device.get('meaning'))?.value as MeaningWish | undefined

const made = (messages: number): Promise<void> =>
  vi.waitFor(async () => {
    expect(await progressNow()).toMatchObject({ state: { type: 'made' }, done: messages, total: messages })
  }, patience)

const find = async (words: string): Promise<readonly MeaningHit[]> => {
  const calls: MeaningCallsByName = meaning
  const result = await searchByMeaning(
    { database, meaning: (name, ...args) => calls[name](...args), vectors },
    words,
    5,
  )
  return must(result.ok ? result.value : null, 'an answer')
}

const found = async (words: string): Promise<readonly string[]> => (await find(words)).map(hit => hit.snippet)

describe('search by meaning', () => {
  it('builds nothing until somebody asks for it', async () => {
    await say('My automobile is loud.')
    expect(await meaning.embedQuery('car')).toEqual({ ok: true, value: null })
    expect(await database.table('vectors').count()).toBe(0)
    expect(model.asked).toEqual([])
  })

  it('finds what was said in other words, and follows what is said, and what is deleted for good', async () => {
    const thread = await say('My automobile is loud.')
    await say('How does dough rise?')
    await meaning.begin(device)
    await made(2)
    expect(await found('car')).toEqual(['My automobile is loud.'])
    expect(await found('গাড়ি')).toEqual(['My automobile is loud.'])
    const [hit] = await find('car')
    expect(hit).toMatchObject({ thread: { roomId: thread } })

    await say('Is driving on the motorway dull?')
    await made(3)
    expect((await found('car')).toSorted()).toEqual([
      'Is driving on the motorway dull?',
      'My automobile is loud.',
    ])

    await execute('thread.forget', { threadId: thread, forgottenAt: Date.now() })
    await forgetDeviceRows(database, { forget: async () => undefined }, thread)
    expect(await database.table('vectors').where('roomId').equals(thread).count()).toBe(0)
    expect(await found('car')).toEqual(['Is driving on the motorway dull?'])
    // Gone from the memory of the worker too, not only from what is shown.
    const query = Float32Array.of(1, 0, 0, 0, 0)
    await vi.waitFor(async () => {
      const passages = await vectors.search('scripted', query, 5)
      expect(passages.map(({ roomId }) => roomId)).not.toContain(thread)
      expect(passages).toHaveLength(1)
    }, patience)
    expect(model.asked.filter(({ purpose }) => purpose === 'query').map(({ text }) => text)).toEqual([
      'car',
      'গাড়ি',
    ])
  })

  it('does not show what lies in Trash, and shows it again when it was put back', async () => {
    const threadId = await say('My automobile is loud.')
    await meaning.begin(device)
    await made(1)
    await execute('thread.trash', { threadId, trashedAt: Date.now() })
    expect(await found('car')).toEqual([])
    await execute('thread.trash', { threadId, trashedAt: null })
    expect(await found('car')).toEqual(['My automobile is loud.'])
  })

  it('pauses with the reason when it is refused, keeps what it has, and goes on when told to', async () => {
    await say('Bread.')
    model.refuseWith({ type: 'quota-exhausted' })
    await meaning.begin(device)
    await vi.waitFor(async () => expect(await wishNow()).toMatchObject({ isPaused: true }), patience)
    expect(await progressNow()).toMatchObject({
      state: { type: 'refused', error: { type: 'quota-exhausted' } },
      done: 0,
      total: 1,
    })
    model.refuseWith(undefined)
    await meaning.resume()
    await made(1)
  })

  it('a second tab waits for the first, and takes over when that one is closed', async () => {
    await say('Bread.')
    const release = model.hold()
    await meaning.begin(device)
    await vi.waitFor(async () => expect(await progressNow()).toMatchObject({ total: 1 }), patience)
    const second = new AbortController()
    wire(second.signal)
    const waiting = async (): Promise<number> =>
      ((await navigator.locks.query()).pending ?? []).filter(({ name }) => name === 'weft-meaning').length
    await vi.waitFor(async () => expect(await waiting()).toBe(1), patience)
    // As if the first were closed in the middle of a call.
    closing.abort()
    release()
    await made(1)
    expect(model.asked).toHaveLength(1)
    second.abort()
  })

  it('waits while an answer is being made on this device', async () => {
    await say('Bread.')
    const run = { messageId: createId(systemRandom, 'msg'), state: 'streaming', parts: [] }
    await database.table('runs').put(run)
    await meaning.begin(device)
    await vi.waitFor(async () => expect(await progressNow()).toMatchObject({ total: 1 }), patience)
    expect(model.asked).toEqual([])
    await database.table('runs').delete(run.messageId)
    await made(1)
  })

  it('removing leaves nothing, also of what is being made', async () => {
    await say('Bread.')
    const release = model.hold()
    await meaning.begin(device)
    await vi.waitFor(async () => expect(await progressNow()).toMatchObject({ total: 1 }), patience)
    const removed = meaning.remove()
    release()
    expect(await removed).toEqual({ ok: true, value: undefined })
    expect(await database.table('vectors').count()).toBe(0)
    expect(await wishNow()).toBeUndefined()
    expect(await progressNow()).toBeUndefined()
    expect(await found('bread')).toEqual([])
  })
})
