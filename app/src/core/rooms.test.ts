import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import { createSlot, type RoomId, type Slot, type WorkspaceId } from '@weft/shared/ids.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { createTab, randomPause, type Sabotage } from './testing/tab.ts'
import { toyKeyOfRow } from './testing/toy-feature.ts'
import { brokenLaws, type DeviceName, type Outcome, runWorld, type World } from './testing/world.ts'

const room = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}

interface MemoryDevice {
  readonly store: MemoryStore
  readonly slot: Slot
  readonly published: Uint8Array[]
  failIn: number | null
}

/** Tabs in one process over stores in memory: fast enough for many seeds. */
const memoryWorld = (seed: number, sabotage: Sabotage): World => {
  const random = testRandom(seed + 1)
  const clock = testClock()
  const sealer = createSyncSealer(testRandom(7).bytes(32), random)
  const pause = randomPause(random, 3, async () => undefined)
  const createDevice = (): MemoryDevice => {
    const device: MemoryDevice = {
      slot: createSlot(random),
      published: [],
      failIn: null,
      store: createMemoryStore(toyKeyOfRow, () => {
        if (device.failIn === null) return
        device.failIn -= 1
        if (device.failIn >= 0) return
        device.failIn = null
        throw new Error('injected')
      }),
    }
    return device
  }
  const devices: { readonly [Device in DeviceName]: MemoryDevice } = { a: createDevice(), b: createDevice() }

  return {
    openTab: async name => {
      const device = devices[name]
      return createTab({
        room,
        slot: device.slot,
        store: device.store,
        sealer,
        env: { clock, random },
        pause,
        sabotage,
        publish: update => {
          device.published.push(update)
          clock.advance(1)
        },
        announce: () => {},
      })
    },
    closeTab: async () => {},
    rows: async name =>
      [...devices[name].store.rowsOf('notes')].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    failSoon: async (name, request) => {
      devices[name].failIn = request
    },
    takePublished: async name => devices[name].published.splice(0),
  }
}

const outcomeOf = (seed: number, sabotage: Sabotage): Promise<Outcome> =>
  runWorld(memoryWorld(seed, sabotage), testRandom(seed), 60)

const brokenSeeds = async (seeds: number, sabotage: Sabotage): Promise<readonly string[]> => {
  const found: string[] = []
  for (let seed = 0; seed < seeds; seed += 1) {
    const broken = brokenLaws(await outcomeOf(seed, sabotage))
    if (broken.length > 0) found.push(`seed ${seed}: ${broken.join('; ')}`)
  }
  return found
}

describe('rooms of two devices, one of them with two tabs', () => {
  it('converge, and rows equal a rebuild, whatever happens', async () => {
    expect(await brokenSeeds(400, 'none')).toEqual([])
  }, 120_000)

  it('go the same way twice with the same seed', async () => {
    expect(await outcomeOf(11, 'none')).toEqual(await outcomeOf(11, 'none'))
  })

  it.each(['no-head-check', 'leaking-gate'] as const)('are seen to break with %s', async sabotage => {
    expect((await brokenSeeds(20, sabotage)).length).toBeGreaterThan(0)
  })
})
