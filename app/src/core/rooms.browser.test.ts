/** The world of `rooms.test.ts` for real: workers, WebCrypto and IndexedDB, two workers on one database. */

import { createSlot, type RoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as Comlink from 'comlink'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import type { Sabotage } from './testing/tab.ts'
import type { WorkerTab } from './testing/tab.worker.ts'
import { toyTables } from './testing/toy-feature.ts'
import { brokenLaws, type DeviceName, runWorld, type World } from './testing/world.ts'

const room = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}

interface OpenTab {
  readonly worker: Worker
  readonly tab: Comlink.Remote<WorkerTab>
}

const browserWorld = (seed: number, sabotage: Sabotage): World & { readonly end: () => Promise<void> } => {
  const random = testRandom(seed + 1)
  const workspaceKey = random.bytes(32)
  const slots = { a: createSlot(random), b: createSlot(random) }
  const open = new Map<string, OpenTab>()
  const published: { readonly [Device in DeviceName]: Uint8Array[] } = { a: [], b: [] }
  const databaseOf = (device: DeviceName): string => `world-${sabotage}-${seed}-${device}`
  let opened = 0

  const tabsOf = (device: DeviceName): readonly OpenTab[] =>
    [...open].filter(([name]) => name.startsWith(device)).map(([, tab]) => tab)

  const collect = async (device: DeviceName): Promise<void> => {
    for (const { tab } of tabsOf(device)) published[device].push(...(await tab.takePublished()))
  }

  return {
    openTab: async (device, number) => {
      opened += 1
      const worker = new Worker(new URL('./testing/tab.worker.ts', import.meta.url), { type: 'module' })
      const tab = Comlink.wrap<WorkerTab>(worker)
      open.set(`${device}${number}`, { worker, tab })
      await tab.start({
        database: databaseOf(device),
        room,
        slot: slots[device],
        workspaceKey,
        seed: seed * 1_000 + opened,
        sabotage,
      })
      return tab
    },
    closeTab: async (device, number) => {
      await collect(device)
      open.get(`${device}${number}`)?.worker.terminate()
      open.delete(`${device}${number}`)
    },
    rows: async device => {
      const database = createDatabase({ first: toyTables }, databaseOf(device))
      const rows = await database.table<object>('notes').toArray()
      database.close()
      return rows
    },
    failSoon: async (device, request) => {
      for (const { tab } of tabsOf(device)) await tab.failSoon(request)
    },
    takePublished: async device => {
      await collect(device)
      return published[device].splice(0)
    },
    end: async () => {
      for (const { worker } of open.values()) worker.terminate()
      for (const device of ['a', 'b'] as const) await Dexie.delete(databaseOf(device))
    },
  }
}

const brokenSeed = async (seed: number, sabotage: Sabotage): Promise<readonly string[]> => {
  const world = browserWorld(seed, sabotage)
  const broken = brokenLaws(await runWorld(world, testRandom(seed), 40))
  await world.end()
  return broken.map(law => `seed ${seed}: ${law}`)
}

const untilBroken = async (most: number, sabotage: Sabotage): Promise<readonly string[]> => {
  for (let seed = 0; seed < most; seed += 1) {
    const broken = await brokenSeed(seed, sabotage)
    if (broken.length > 0) return broken
  }
  return []
}

describe('rooms in real workers on real storage', () => {
  it('converge, and rows equal a rebuild, whatever happens', async () => {
    for (let seed = 0; seed < 25; seed += 1) expect(await brokenSeed(seed, 'none')).toEqual([])
  })

  it.each(['no-head-check', 'leaking-gate'] as const)('are seen to break with %s', async sabotage => {
    expect(await untilBroken(25, sabotage)).not.toEqual([])
  })
})
