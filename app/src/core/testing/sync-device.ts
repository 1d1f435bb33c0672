/** A device of the toy feature with a store in memory, as a sync engine sees it: rooms, outbox, numbers. */

import { createLogicalClock } from '@weft/shared/clock.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import { createSlot, type RoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import { testEnv, testRandom } from '@weft/shared/testing/env.ts'
import { type Commands, createCommands } from '../commands.ts'
import type { LargeUpdates } from '../large-updates.ts'
import { createMemoryStore, type MemoryStore } from '../memory-store.ts'
import type { RoomRef } from '../room-ref.ts'
import { createRooms, type Rooms } from '../rooms.ts'
import { patientLargeUpdates } from './patient-large-updates.ts'
import { toyCommands, toyKeyOfRow, toyRowMaker } from './toy-feature.ts'

export const toyRoom: RoomRef = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}

export const epoch = 'first'

export interface SyncDevice {
  readonly store: MemoryStore
  readonly rooms: Rooms
  readonly env: ReturnType<typeof testEnv>
  readonly addNote: (id: string, room?: RoomRef) => Promise<void>
  readonly setTitle: (title: string, room?: RoomRef) => Promise<void>
  /** The rows of a room by key, in order. */
  readonly rows: () => string
  /** A tab that starts now over the same store: documents are loaded anew. */
  readonly reopen: () => SyncDevice
  /** One of the next steps of the store fails; null for none. */
  readonly failIn: (steps: number | null) => void
}

export interface SyncDeviceOptions {
  readonly seed: number
  /** No rows are made: an older Weft, to which this kind of room is unknown. */
  readonly knowsToys?: boolean
  readonly largeUpdates?: LargeUpdates
}

export const value = <T>(result: Result<T, TaggedError>): T => {
  if (!result.ok) throw new Error(result.error.type)
  return result.value
}

export const createSyncDevice = ({
  seed,
  knowsToys = true,
  largeUpdates = patientLargeUpdates,
}: SyncDeviceOptions): SyncDevice => {
  const env = testEnv(seed)
  let failing: number | null = null
  const store = createMemoryStore(toyKeyOfRow, () => {
    if (failing === null) return
    failing -= 1
    if (failing >= 0) return
    failing = null
    throw new Error('injected')
  })
  const slot = createSlot(env.random)
  const sealer = createSyncSealer(testRandom(7).bytes(32), env.random)

  const open = (): SyncDevice => {
    const logicalClock = createLogicalClock(env.clock)
    const rooms = createRooms({
      store,
      sealerOf: () => sealer,
      rowMakers: new Map(knowsToys ? [[toyRowMaker.roomKind, toyRowMaker]] : []),
      logicalClock,
      slot,
      env,
      largeUpdates,
      isDeleted: async () => false,
      publish: () => {},
      announce: () => {},
    })
    const commands: Commands = createCommands(toyCommands, rooms, logicalClock)
    const run = async (name: string, args: object): Promise<void> => {
      env.clock.advance(1)
      value(await commands.execute(name, args))
    }
    return {
      store,
      rooms,
      env,
      addNote: (id, room = toyRoom) => run('note.add', { ...room, id, text: id }),
      setTitle: (title, room = toyRoom) => run('note.title', { ...room, title }),
      rows: () =>
        JSON.stringify(
          [...store.rowsOf('notes')].toSorted(([a], [b]) => (a < b ? -1 : 1)),
          null,
          1,
        ),
      reopen: open,
      failIn: steps => {
        failing = steps
      },
    }
  }
  return open()
}

/** Every update that waits on a device, in order. */
export const outboxOf = async (device: SyncDevice, room: RoomRef = toyRoom): Promise<readonly Uint8Array[]> =>
  value(await device.store.outbox(room, 0, Number.POSITIVE_INFINITY)).map(({ bytes }) => bytes)
