/** A tab of the simulated world in a real worker: real sealing, real IndexedDB, delays at every await. */

import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import { systemClock, systemRandom } from '@weft/shared/env.ts'
import type { Slot } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as Comlink from 'comlink'
import { createDatabase } from '../database.ts'
import { createDexieConnection } from '../dexie-connection.ts'
import { createDexieStore } from '../dexie-store.ts'
import type { RoomRef } from '../room-ref.ts'
import { injectFaults } from './dexie-under-test.ts'
import { createTab, randomPause, type Sabotage, type Tab } from './tab.ts'
import { toyTables } from './toy-feature.ts'

export interface WorkerTabOptions {
  readonly database: string
  readonly room: RoomRef
  readonly slot: Slot
  readonly workspaceKey: Uint8Array<ArrayBuffer>
  readonly seed: number
  readonly sabotage: Sabotage
}

export interface WorkerTab extends Tab {
  readonly start: (options: WorkerTabOptions) => Promise<void>
  readonly failSoon: (request: number | null) => Promise<void>
  readonly takePublished: () => Promise<readonly Uint8Array[]>
}

/** A turn of the event loop that lets messages and IndexedDB in. */
const turn = (): Promise<void> =>
  new Promise(resolve => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      resolve()
    }
    channel.port2.postMessage(null)
  })

let failIn: number | null = null
let published: Uint8Array[] = []
let tab: Tab | null = null

const started = (): Tab => {
  if (!tab) throw new Error('start the tab first')
  return tab
}

const api: WorkerTab = {
  start: async options => {
    const random = testRandom(options.seed)
    const database = createDatabase({ first: toyTables }, options.database)
    injectFaults(database, () => {
      if (failIn === null) return undefined
      failIn -= 1
      if (failIn >= 0) return undefined
      failIn = null
      return new Error('injected')
    })
    const env = { clock: systemClock, random: systemRandom }
    const key = await crypto.subtle.importKey('raw', options.workspaceKey, 'HKDF', false, [
      'deriveKey',
      'deriveBits',
    ])
    tab = createTab({
      room: options.room,
      slot: options.slot,
      store: createDexieStore(createDexieConnection(database, env), ['notes']),
      sealer: createWebSealer(key, systemRandom),
      env,
      pause: randomPause(random, 4, turn),
      sabotage: options.sabotage,
      publish: update => published.push(update),
      announce: () => {},
    })
  },
  failSoon: async request => {
    failIn = request
  },
  takePublished: async () => {
    const taken = published
    published = []
    return taken
  },
  execute: (name, args) => started().execute(name, args),
  receive: update => started().receive(update),
  readOn: () => started().readOn(),
  state: () => started().state(),
  rebuild: () => started().rebuild(),
}

Comlink.expose(api)
