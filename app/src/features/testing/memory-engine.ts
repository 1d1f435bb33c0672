/** The real features over a store in memory and the synchronous sealer: for tests of commands and rows. */

import { must } from '@weft/shared/assert.ts'
import { createLogicalClock } from '@weft/shared/clock.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import {
  createId,
  createSlot,
  type RoomId,
  type Slot,
  type ThreadId,
  type WorkspaceId,
} from '@weft/shared/ids.ts'
import { testEnv, testRandom } from '@weft/shared/testing/env.ts'
import { type Commands, createCommands } from '../../core/commands.ts'
import type { CommandDefinition, RowMaker } from '../../core/feature.ts'
import { createMemoryStore, keyToText, type MemoryStore } from '../../core/memory-store.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import { createRooms, type Rooms } from '../../core/rooms.ts'
import { patientLargeUpdates } from '../../core/testing/patient-large-updates.ts'
import { threadCommands } from '../threads/commands.ts'
import type { MessageRow, ThreadRow } from '../threads/tables.ts'
import type { FolderRow, ModelSettingsRow, ProviderRow, SettingRow } from '../workspace/tables.ts'
import { threadRowMaker } from '../threads/rows.ts'
import { createIsDeleted } from '../workspace/deleted-threads.ts'
import { workspaceCommands } from '../workspace/commands.ts'
import { workspaceRowMaker } from '../workspace/rows.ts'

const keysByTable: Readonly<Record<string, readonly string[]>> = {
  threads: ['workspaceId', 'roomId'],
  messages: ['roomId', 'parentKey', 'stamp', 'id'],
  folders: ['workspaceId', 'id'],
  providers: ['workspaceId', 'id'],
  modelSettings: ['workspaceId', 'providerId', 'modelId'],
  settings: ['workspaceId', 'key'],
}

export const keyOfMemoryRow = (table: string, row: object): string => {
  const fields: Readonly<Record<string, unknown>> = { ...row }
  return keyToText((keysByTable[table] ?? []).map(field => String(fields[field])))
}

/** The rows a test reads, by their table. */
export interface RowByTable {
  readonly threads: ThreadRow
  readonly messages: MessageRow
  readonly folders: FolderRow
  readonly providers: ProviderRow
  readonly modelSettings: ModelSettingsRow
  readonly settings: SettingRow
}

export interface MemoryEngine {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly newThread: () => ThreadId
  /** The tag of the error, or null. */
  readonly execute: (name: string, args: object) => Promise<string | null>
  readonly rows: <Table extends keyof RowByTable>(table: Table) => readonly RowByTable[Table][]
  readonly view: (roomId: RoomId) => Promise<RoomView>
  readonly rebuild: (roomId: RoomId) => Promise<void>
  /** Updates committed so far, by room: what another device would get. */
  readonly published: (roomId: RoomId) => readonly Uint8Array[]
  readonly receive: (roomId: RoomId, update: Uint8Array) => Promise<void>
  readonly env: ReturnType<typeof testEnv>
  readonly store: MemoryStore
  readonly slot: Slot
  readonly rooms: Rooms
  readonly commands: Commands
}

export interface MemoryEngineOptions {
  readonly seed?: number
  /** Commands beside ours: what a newer Weft would do. */
  readonly commands?: readonly CommandDefinition[]
  readonly rowMakers?: readonly RowMaker[]
  /** Of an engine before: this one is the same device, opened again. */
  readonly device?: Pick<MemoryEngine, 'store' | 'slot'>
  /** Called after every commit. */
  readonly announce?: (room: RoomRef) => void
}

/** Engines of all seeds share one workspace and its key, like devices of one person. */
export const createMemoryEngine = ({
  seed = 1,
  commands = [],
  rowMakers,
  device,
  announce = () => {},
}: MemoryEngineOptions = {}): MemoryEngine => {
  const env = testEnv(seed)
  const shared = testRandom(99)
  const workspaceKey = shared.bytes(32)
  const workspaceId = createId(shared, 'wsp')
  const roomId = createId(shared, 'wdc')
  const store = device?.store ?? createMemoryStore(keyOfMemoryRow)
  const slot = device?.slot ?? createSlot(env.random)
  const logicalClock = createLogicalClock(env.clock)
  const sealer = createSyncSealer(workspaceKey, env.random)
  const published = new Map<RoomId, Uint8Array[]>()
  const rooms: Rooms = createRooms({
    store,
    sealerOf: () => sealer,
    rowMakers: new Map(
      (rowMakers ?? [threadRowMaker, workspaceRowMaker]).map(maker => [maker.roomKind, maker]),
    ),
    logicalClock,
    slot,
    env,
    largeUpdates: patientLargeUpdates,
    isDeleted: createIsDeleted(
      () => [{ workspaceId, roomId }],
      ref => rooms.open(ref),
    ),
    publish: (ref, update) => {
      published.set(ref.roomId, [...(published.get(ref.roomId) ?? []), update])
    },
    announce,
  })
  const run: Commands = createCommands(
    [...threadCommands, ...workspaceCommands, ...commands],
    rooms,
    logicalClock,
  )

  return {
    workspaceId,
    roomId,
    env,
    store,
    slot,
    rooms,
    commands: run,
    newThread: () => createId(env.random, 'thr'),
    execute: async (name, args) => {
      env.clock.advance(1)
      const result = await run.execute(name, { workspaceId, ...args })
      return result.ok ? null : result.error.type
    },
    rows: <Table extends keyof RowByTable>(table: Table) => {
      const rows = [...store.rowsOf(table).values()]
      return rows as RowByTable[Table][]
    },
    view: async id => {
      const view = await (await rooms.open({ workspaceId, roomId: id })).view()
      return must(view.ok ? view.value : null, 'a view')
    },
    rebuild: async id => {
      await (await rooms.open({ workspaceId, roomId: id })).rebuild()
    },
    published: id => published.get(id) ?? [],
    receive: async (id, update) => {
      await (await rooms.open({ workspaceId, roomId: id })).receive(update)
    },
  }
}
