/** Models of this device, wired to the engine: rows in the database, workers by way of the page, turns by locks. */

import type { Env } from '@weft/shared/env.ts'
import { ok } from '@weft/shared/result.ts'
import {
  type BrowserModel,
  browserModelId,
  createBrowserModel,
} from '../features/device-models/browser/browser-model.ts'
import { createDeviceAnswers, type DeviceAnswers } from '../features/device-models/device-answers.ts'
import { createDeviceDownloads, type DeviceDownloads } from '../features/device-models/device-downloads.ts'
import type { DeviceModel } from '../features/device-models/device-model.ts'
import { preflight } from '../features/device-models/preflight.ts'
import { readDeviceAbilities } from '../features/device-models/read-device-abilities.ts'
import { createDeviceRunner, type DeviceRunner } from '../features/device-models/device-runner.ts'
import {
  createDownloadClient,
  type DownloadClient,
} from '../features/device-models/download/download-client.ts'
import { createModelClient } from '../features/device-models/inference/model-client.ts'
import { createModelRows, type ModelRows } from '../features/device-models/model-rows.ts'
import { createTakeDevice, deviceLock } from '../features/device-models/take-device.ts'
import type { Database } from '../core/database.ts'
import { createDexieConnection, type DexieConnection } from '../core/dexie-connection.ts'
import { bringOnDemand } from './bring-on-demand.ts'
import type { PageWorkers } from './page-workers.ts'

export interface DeviceModelsWiring {
  readonly env: Env
  readonly database: Database
  /** Of the threads: their writes come before models when the disk is full. */
  readonly connection: Pick<DexieConnection, 'makeRoomBy'>
  /** Waits until a page has said how workers are started. */
  readonly workers: () => Promise<PageWorkers>
  readonly online: (signal: AbortSignal) => Promise<void>
  /** Of the app's own server. */
  readonly ask: (path: string) => Promise<Response>
}

export interface DeviceModels {
  readonly rows: ModelRows
  readonly downloads: DeviceDownloads
  readonly answers: DeviceAnswers
  readonly runner: DeviceRunner
  readonly browser: BrowserModel
}

/** Asks the tab that has a model in memory to let go of it. */
const channelName = 'weft-device-models'

export const wireDeviceModels = ({
  env,
  database,
  connection,
  workers,
  online,
  ask,
}: DeviceModelsWiring): DeviceModels => {
  const { clock } = env
  // Its own, since it makes room for the other.
  const rows = createModelRows(createDexieConnection(database, env))
  let client: Promise<DownloadClient> | undefined

  const downloadClient = (): Promise<DownloadClient> => {
    client ??= (async () =>
      createDownloadClient(await (await workers()).start('download'), clock, () => {
        client = undefined
      }))()
    return client
  }

  const downloads = createDeviceDownloads({
    clock,
    rows,
    client: downloadClient,
    withLock: (name, action) => navigator.locks.request(name, action),
    online,
    bringEngine: async engine => engine === 'browser' || bringOnDemand(engine, ask),
  })

  connection.makeRoomBy(downloads.makeRoom)

  const runner = createDeviceRunner({
    clock,
    spawn: async (model, onLost) => {
      // Of an older version's engine nothing is left after an update; where there is no network it may still be there.
      if (model.engine !== 'browser') await bringOnDemand(model.engine, ask)
      return createModelClient(await (await workers()).start(model.task), clock, onLost)
    },
    end: async task => (await workers()).end(task),
    takeDevice: createTakeDevice({ locks: navigator.locks, channel: new BroadcastChannel(channelName) }),
    onLoaded: (id, loaded) =>
      void rows.change(id, ({ loaded: _before, ...row }) =>
        loaded === undefined ? row : { ...row, loaded },
      ),
  })

  const browser = createBrowserModel({ clock, rows })
  /** One model in memory is a rule for ours; what the browser has there is its own affair. */
  const turns: DeviceRunner = {
    ...runner,
    turn: (model, signal) => (model.engine === 'browser' ? browser.turn(signal) : runner.turn(model, signal)),
  }

  /** What it weighs is no reason any more, and how much memory there is nobody knows for certain. */
  const unfit = async (model: DeviceModel): Promise<string | undefined> => {
    const verdict = preflight(model, await readDeviceAbilities(navigator), model.downloadBytes)
    if (verdict.fits || verdict.reason.type === 'no-room' || verdict.reason.type === 'too-large-for-memory')
      return undefined
    return verdict.reason.type
  }

  // What a tab that died had in memory is in nobody's; whoever has the device has the row.
  for (const task of ['chat', 'embedding'] as const)
    void navigator.locks.request(deviceLock(task), { ifAvailable: true }, async lock => {
      if (!lock) return
      for (const { id, model, loaded } of await rows.all())
        if (loaded !== undefined && model.task === task)
          await rows.change(id, ({ loaded: _left, ...row }) => row)
    })

  return {
    rows,
    downloads: besides(browser, downloads),
    runner,
    browser,
    answers: createDeviceAnswers({ clock, rows, runner: turns, downloads, unfit }),
  }
}

/** Of the browser's own model there is nothing that we could remove. */
const besides = (browser: BrowserModel, downloads: DeviceDownloads): DeviceDownloads => {
  return {
    ...downloads,
    start: async model => (model.engine === 'browser' ? ok(await browser.bring()) : downloads.start(model)),
    pause: async id => (id === browserModelId ? ok(await browser.pause()) : downloads.pause(id)),
    remove: async id => {
      if (id !== browserModelId) await downloads.remove(id)
    },
  }
}
