/** One tab of one device in the simulated world: an engine of rooms over the device's store, and sync, if it leads. */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { createLogicalClock } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import type { Slot, WorkspaceId } from '@weft/shared/ids.ts'
import type { stepJoin } from '@weft/shared/protocol/join.ts'
import { ok } from '@weft/shared/result.ts'
import { createCommands } from '../../commands.ts'
import type { Feature } from '../../feature.ts'
import type { RoomRef } from '../../room-ref.ts'
import type { RoomView } from '../../room-view.ts'
import { createRooms, type Rooms } from '../../rooms.ts'
import type { Store } from '../../store.ts'
import { patientLargeUpdates } from '../../testing/patient-large-updates.ts'
import { toyCommands, toyRowMaker } from '../../testing/toy-feature.ts'
import type { BulkExchange } from '../bulk-exchange.ts'
import type { OpenSocket } from '../socket-end.ts'
import { createSync, type Sync } from '../sync-client.ts'
import { createWebSocketTransport } from '../websocket-transport.ts'

export interface SyncTabOptions {
  readonly slot: Slot
  readonly store: Store
  readonly sealer: Sealer
  readonly env: Env
  readonly leads: boolean
  readonly workspaces: readonly RoomRef[]
  readonly openSocket: OpenSocket
  readonly exchangeOf: (workspaceId: WorkspaceId) => BulkExchange
  readonly isDeleted: (room: RoomRef) => boolean
  /** Another tab's hint is in `readOn`. */
  readonly announce: (room: RoomRef) => void
  /** Beside the toy. */
  readonly features?: readonly Feature[]
  /** What a test breaks: how rooms tell sync, and the rules of a join. */
  readonly follow?: (rooms: Rooms) => Rooms['follow']
  readonly step?: typeof stepJoin
}

export interface SyncTab {
  readonly sync: Sync | null
  /** The tag of the error, or null when it was committed. */
  readonly execute: (name: string, args: object) => Promise<string | null>
  readonly view: (room: RoomRef) => Promise<RoomView | null>
  readonly state: (room: RoomRef) => Promise<Uint8Array | null>
  readonly readOn: (room: RoomRef) => Promise<void>
  /** Makes the rows that wait for the first look at a room. */
  readonly materialize: (room: RoomRef) => Promise<void>
  readonly rebuild: (room: RoomRef) => Promise<void>
  readonly close: () => void
}

export const createSyncTab = (options: SyncTabOptions): SyncTab => {
  const { env, store, sealer } = options
  const ending = new AbortController()
  const logicalClock = createLogicalClock(env.clock)
  const features: readonly Feature[] = [
    { commands: toyCommands, rowMaker: toyRowMaker },
    ...(options.features ?? []),
  ]
  let sync: Sync | null = null
  const rooms = createRooms({
    store,
    sealerOf: () => sealer,
    rowMakers: new Map(features.map(({ rowMaker }) => [rowMaker.roomKind, rowMaker])),
    logicalClock,
    slot: options.slot,
    env,
    largeUpdates: patientLargeUpdates,
    isDeleted: async () => false,
    publish: () => {},
    announce: room => {
      if (ending.signal.aborted) return
      sync?.logGrew(room)
      options.announce(room)
    },
  })
  const commands = createCommands(
    features.flatMap(feature => feature.commands),
    rooms,
    logicalClock,
  )

  if (options.leads) {
    sync = createSync({
      transport: createWebSocketTransport({
        openSocket: options.openSocket,
        ticket: async () => ok('ticket'),
        env,
        signal: ending.signal,
      }),
      exchangeOf: options.exchangeOf,
      store,
      rooms: { ...rooms, follow: options.follow?.(rooms) ?? rooms.follow },
      sealerOf: () => sealer,
      isDeleted: async room => options.isDeleted(room),
      env,
      signal: ending.signal,
      ...(options.step ? { step: options.step } : {}),
    })
    for (const workspace of options.workspaces) sync.addWorkspace(workspace)
  }

  return {
    sync,
    execute: async (name, args) => {
      const result = await commands.execute(name, args)
      return result.ok ? null : result.error.type
    },
    view: async room => {
      const view = await (await rooms.open(room)).view()
      return view.ok ? view.value : null
    },
    state: async room => {
      const state = await (await rooms.open(room)).state()
      return state.ok ? state.value : null
    },
    readOn: async room => {
      sync?.logGrew(room)
      await (await rooms.peek(room))?.readOn()
    },
    materialize: async room => {
      await (await rooms.open(room)).materialize()
    },
    rebuild: async room => {
      await (await rooms.open(room)).rebuild()
    },
    close: () => {
      ending.abort()
      for (const { workspaceId, roomId } of options.workspaces) rooms.close({ workspaceId, roomId })
    },
  }
}
