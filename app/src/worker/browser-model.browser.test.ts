/** A page with a browser's own model, and a real engine over a real database: what a person would find. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, thisDeviceId } from '@weft/shared/ids.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import { beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { serveBrowserModel } from '../features/device-models/browser/browser-host.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import {
  createFakeBrowserApis,
  type FakeBrowserApis,
} from '../features/device-models/testing/fake-browser-apis.ts'
import { featureTables } from '../features/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import { deviceModels } from '../features/workspace/device-models.ts'
import { hostBrowserModel } from '../shell/host-browser-model.ts'
import type { EngineInfo, WorkerApi } from './api.ts'
import { createEngine } from './engine.ts'

let database: Database
let engine: WorkerApi

// An engine ends with its worker and has no other end, so what it has open stays open until the page is gone.
beforeEach(() => {
  database = createDatabase(featureTables, `browser-model-${createId(systemRandom, 'dev')}`)
  const connection = createDexieConnection(database, systemEnv)
  engine = createEngine({
    database,
    checkpoints: database,
    bulk: { quick: connection, quiet: connection },
    quiet: connection,
    connection,
    env: systemEnv,
    server: {
      fetch: async () => new Response(null, { status: 404 }),
      origin: location.origin,
      exclusive: action => action(),
    },
  })
})

const rows = (): Promise<DeviceModelRow[]> => database.table<DeviceModelRow>('deviceModels').toArray()

const attach = async (apis: FakeBrowserApis): Promise<void> => {
  const { port1, port2 } = new MessageChannel()
  serveBrowserModel(port1, {
    env: systemEnv,
    locks: navigator.locks,
    apis,
    browserName: 'Weaver',
    isOnline: () => true,
    report: reportError,
  })
  expect(await engine.attachBrowserModel(port2)).toEqual({ ok: true, value: undefined })
}

const infoOf = async (): Promise<EngineInfo> => {
  const started = await engine.start()
  return must(started.ok ? started.value : null, 'an engine that starts')
}

it('in this browser, which has the words and no model, nothing is shown', async () => {
  expect('LanguageModel' in window).toBe(true)
  const attached = Promise.withResolvers<void>()
  const page: WorkerApi = {
    ...engine,
    attachBrowserModel: async port => {
      const result = await engine.attachBrowserModel(port)
      attached.resolve()
      return result
    },
  }
  hostBrowserModel(page)
  await attached.promise
  expect(await rows()).toEqual([])
  expect(deviceModels(await rows(), 'This device')).toEqual([])
})

it('is chosen, asked and titled like any model on this device', async () => {
  const apis = createFakeBrowserApis({ summarizer: 'available' })
  const { workspaceId } = await infoOf()
  await attach(apis)
  const [device] = deviceModels(await rows(), 'This device')
  const chosen = must(device?.models[0], 'a model to choose')
  expect(chosen).toMatchObject({ modelId: 'browser-prompt', name: 'Weaver model' })

  const threadId = createId(systemRandom, 'thr')
  const [question, answer] = [createId(systemRandom, 'msg'), createId(systemRandom, 'msg')]
  await engine.execute('message.send', {
    workspaceId,
    threadId,
    messageId: question,
    parentId: null,
    parts: [{ type: 'text', text: 'Hello there' }],
    createdAt: 1,
  })
  await engine.startRun({
    workspaceId,
    threadId,
    parentId: question,
    messageId: answer,
    model: { providerId: thisDeviceId, modelId: chosen.modelId, name: chosen.name },
  })
  await expect
    .poll(async () => {
      const messages = await database.table<MessageRow>('messages').toArray()
      return messages.filter(({ id }) => id === answer).map(({ parts }) => partsToText(parts))
    })
    .toEqual(['You said Hello there'])
  await expect
    .poll(async () => (await database.table<ThreadRow>('threads').toArray())[0]?.title)
    .toBe('About 8 words')
  expect(apis.summarized).toEqual(['Person: Hello there\n\nAssistant: You said Hello there'])
  await expect.poll(async () => (await rows())[0]?.model.contextWindow).toBe(1_000)
})

it('is brought by the browser, and nothing of it is ours to remove', async () => {
  const apis = createFakeBrowserApis({ model: 'downloadable', isClicked: true })
  await attach(apis)
  const [row] = await rows()
  await engine.downloadModel(must(row, 'a row').model)
  await expect.poll(() => apis.created.length).toBe(1)
  await engine.removeModel('browser-prompt')
  expect(await rows()).toMatchObject([{ state: 'arriving' }])
  await engine.pauseDownload('browser-prompt')
  expect(await rows()).toMatchObject([{ state: 'paused' }])
  await engine.downloadModel(must(row, 'a row').model)
  await expect.poll(() => apis.created.length).toBe(2)
  apis.download(1)
  await expect.poll(rows).toMatchObject([{ state: 'here' }])
})
