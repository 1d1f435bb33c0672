/**
 * Two devices of one person and a server, without chance or faults of their own: what a test does to them is all that
 * happens. `settle` lets everything get where it is going.
 */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import type { Env } from '@weft/shared/env.ts'
import { createId, createSlot, type DeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import { type TestClock, testClock, testRandom } from '@weft/shared/testing/env.ts'
import {
  createSimulatedServer,
  type SimulatedServer,
} from '@weft/sync-server/testing/simulation/simulated-server.ts'
import { setMaxListeners } from 'node:events'
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts'
import type { Feature } from '../../feature.ts'
import type { RoomRef } from '../../room-ref.ts'
import { toyKeyOfRow } from '../../testing/toy-feature.ts'
import type { BulkExchange } from '../bulk-exchange.ts'
import type { OpenSocket } from '../socket-end.ts'
import { createSyncTab, type SyncTab } from './sync-tab.ts'

export interface TestDevice {
  readonly id: DeviceId
  readonly disk: MemoryStore
  readonly sealer: Sealer
  readonly tab: SyncTab
  readonly write: (room: RoomRef, id: string, text: string) => Promise<void>
  /** The ids of the notes of a room, sorted; of those that can be read. */
  readonly notes: (room: RoomRef) => readonly string[]
  readonly waiting: () => Promise<number>
}

export interface TwoDevices {
  readonly server: SimulatedServer
  readonly clock: TestClock
  readonly workspace: RoomRef
  readonly thread: RoomRef
  readonly otherThread: RoomRef
  readonly devices: readonly [TestDevice, TestDevice]
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Options {
  /** What the devices seal with; `true` sealing of one key unless a test wants otherwise. */
  readonly sealerOf?: (env: Env) => Sealer
  /** Beside the toy, with the keys of their rows. */
  readonly features?: readonly Feature[]
  readonly keyOfRow?: (table: string, row: object) => string
  readonly throughSocket?: (open: OpenSocket) => OpenSocket
  readonly throughExchange?: (exchange: BulkExchange) => BulkExchange
}

// In Node every provider listens for the end of the process.
setMaxListeners(0, process)

/** Turns of the event loop for what is under way on a device. */
const quiet = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** A world that is not at rest after so many seconds of its clock never will be. */
const maxRounds = 600

const testKey = testRandom(7).bytes(32)

export const createTwoDevices = ({
  sealerOf = ({ random }) => createSyncSealer(testKey, random),
  features = [],
  keyOfRow = toyKeyOfRow,
  throughSocket = same => same,
  throughExchange = same => same,
}: Options = {}): TwoDevices => {
  const random = testRandom(1)
  const clock = testClock()
  const env: Env = { clock, random }
  const workspaceId: WorkspaceId = createId(random, 'wsp')
  const server = createSimulatedServer({ clock, random, workspaces: [workspaceId] })
  const workspace: RoomRef = { workspaceId, roomId: createId(random, 'wdc') }
  const thread: RoomRef = { workspaceId, roomId: createId(random, 'thr') }
  const otherThread: RoomRef = { workspaceId, roomId: createId(random, 'thr') }

  const createDevice = (): TestDevice => {
    const id = createId(random, 'dev')
    const disk = createMemoryStore(keyOfRow)
    const sealer = sealerOf(env)
    const exchangeOf = server.exchangeOf(id, {
      unreachable: () => false,
      requestCutAfter: bytes => bytes,
      answerCutAfter: () => Number.POSITIVE_INFINITY,
      limits: () => ({}),
      pause: () => Promise.resolve(),
    })
    const tab = createSyncTab({
      slot: createSlot(random),
      store: disk,
      sealer,
      env,
      leads: true,
      features,
      workspaces: [workspace],
      openSocket: throughSocket(server.openSocket(id, () => false)),
      exchangeOf: room => throughExchange(exchangeOf(room)),
      isDeleted: () => false,
      announce: () => {},
    })
    for (const room of [thread, otherThread]) tab.sync?.watch(room)
    return {
      id,
      disk,
      sealer,
      tab,
      write: async (room, noteId, text) => {
        const error = await tab.execute('note.add', { ...room, id: noteId, text })
        if (error !== null) throw new Error(`a note was not written: ${error}`)
      },
      notes: room =>
        [...disk.rowsOf('notes').keys()]
          .filter(key => key.includes(`"${room.roomId}"`) && !key.endsWith('"sum"]'))
          .map(key => key)
          .toSorted(),
      waiting: async () => {
        const count = await disk.waitingCount(workspaceId)
        if (!count.ok) throw new Error(count.error.type)
        return count.value
      },
    }
  }

  const deliver = (): boolean => {
    let moved = false
    for (const link of server.links()) {
      moved = link.deliverUp() || moved
      moved = link.deliverDown() || moved
    }
    return moved
  }

  const devices = [createDevice(), createDevice()] as const

  return {
    server,
    clock,
    workspace,
    thread,
    otherThread,
    devices,
    settle: async () => {
      let restful = 0
      for (let round = 0; restful < 90 && round < maxRounds; round += 1) {
        await quiet()
        let moved = false
        while (deliver()) {
          moved = true
          await quiet()
        }
        clock.advance(1_000)
        restful = moved ? 0 : restful + 1
      }
      // What the clock has begun last gets to its end.
      for (let turn = 0; turn < 20; turn += 1) {
        deliver()
        await quiet()
      }
    },
    close: async () => {
      for (const { tab } of devices) tab.close()
      await quiet()
    },
  }
}
