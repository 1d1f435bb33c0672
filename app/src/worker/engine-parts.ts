/** What an engine is made of once storage and keys are open. Built in one place, used by the API beside it. */

import { createLogicalClock } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { type Blobs, createBlobs } from '../core/blobs.ts'
import { createCoarseNotices } from '../core/dexie-notices.ts'
import { type Commands, createCommands } from '../core/commands.ts'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import { createDexieAttemptNotes, updateName } from '../core/dexie-attempt-notes.ts'
import { type BlobStore, createDexieBlobStore } from '../core/dexie-blob-store.ts'
import { type BulkStore, createBulkStore } from '../core/bulk-store.ts'
import { changedTables, createDexieStore, type DexieStore } from '../core/dexie-store.ts'
import type { RowMaker } from '../core/feature.ts'
import { createKeyring } from '../core/keyring.ts'
import { createLargeUpdates } from '../core/large-updates.ts'
import type { RoomRef } from '../core/room-ref.ts'
import { createRooms, type Rooms } from '../core/rooms.ts'
import type { Commit, Store } from '../core/store.ts'
import { createIsDeleted } from '../features/workspace/deleted-threads.ts'
import { createCredentialStore, type CredentialStore } from '../features/providers/credential-store.ts'
import { createProviderKeys, type ProviderKeys } from '../features/providers/provider-keys.ts'
import type { EngineError } from './api.ts'
import { features } from './features.ts'
import type { Identity } from './identity.ts'
import { createLogHints } from './log-hints.ts'
import { openWorkspaces, type Workspaces, workspacesChannel } from './workspaces.ts'

export interface RoomsAndCommands {
  readonly rooms: Rooms
  readonly commands: Commands
}

export interface EngineParts extends RoomsAndCommands {
  readonly workspaces: Workspaces
  readonly store: Store
  readonly blobs: Blobs
  readonly blobStore: BlobStore
  readonly credentials: CredentialStore
  readonly providerKeys: ProviderKeys
  readonly connection: DexieConnection
  /** Deleted for good, as the document of its workspace says. */
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  /**
   * Rooms and commands beside the person's, for what comes in bulk: never in the way of the rooms that are looked at, and on
   * connections of their own where `writes` has them. `together`: how many are open, and stored in one transaction. Two of
   * one room in a tab are like two tabs.
   */
  readonly beside: (
    isDeleted: EngineParts['isDeleted'],
    writes?: BulkConnections,
    together?: number,
  ) => RoomsAndCommands & Pick<BulkStore, 'expectAbsent'>
  /** Called after every commit, of this tab and of others. */
  readonly onLogGrown: (listener: (room: RoomRef) => void) => void
}

/** Of one database, both not waiting for the disk. */
export interface BulkConnections {
  readonly quick: DexieConnection
  /** Pages hear nothing of what is written here (`core/dexie-notices.ts`). */
  readonly quiet: DexieConnection
}

export interface EngineDeps {
  readonly database: Database
  readonly connection: DexieConnection
  readonly env: Env
}

/** Rooms of what comes in bulk, most with twenty messages, each written whole. */
const openInBulk = 16

export const openEngine = async ({
  database,
  connection,
  env,
}: EngineDeps): Promise<Result<EngineParts, EngineError>> => {
  const opened = await connection.open()
  if (!opened.ok) return opened
  const keyring = createKeyring(connection, env)
  const channel = new BroadcastChannel(workspacesChannel)
  const workspaces = await openWorkspaces({ connection, keyring, env, channel })
  if (!workspaces.ok) return workspaces
  const { identity, sealerOf } = workspaces.value
  const { workspaceId, roomId, slot } = identity()
  const rowMakers = new Map(
    features.map(({ rowMaker }) => [rowMaker.roomKind, withSettingsOf(identity, rowMaker)]),
  )
  const rowTables = features.flatMap(({ rowMaker }) => rowMaker.tables)
  const storeOn = (over: DexieConnection): DexieStore => createDexieStore(over, rowTables)
  const store: Store = storeOn(connection)
  const logicalClock = createLogicalClock(env.clock)
  const onGrown = new Set<(room: RoomRef) => void>()
  const grown = (room: RoomRef): void => {
    for (const listener of onGrown) listener(room)
  }
  const hints = createLogHints(room => {
    void rooms.peek(room)?.then(open => open.readOn())
    grown(room)
  })
  const isDeleted = createIsDeleted(
    () => identity().workspaces,
    ref => rooms.open(ref),
  )
  const shared = {
    sealerOf,
    rowMakers,
    logicalClock,
    slot,
    env,
    largeUpdates: createLargeUpdates(createDexieAttemptNotes(connection), updateName),
    // What leaves this device goes through the followers of a room (`core/sync/room-sync.ts`).
    publish: () => {},
  }
  const announce = (room: RoomRef): void => {
    hints.announce(room)
    grown(room)
  }
  const commandsOn = (over: Rooms): Commands =>
    createCommands(
      features.flatMap(feature => feature.commands),
      over,
      logicalClock,
    )
  const rooms: Rooms = createRooms({ ...shared, store, isDeleted, announce })
  const commands = commandsOn(rooms)
  const notices = createCoarseNotices({ database, clock: env.clock, byRoom: ['messages'] })
  const tellPages = (commits: readonly Commit[]): void => {
    for (const commit of commits)
      for (const room of [commit, ...commit.forgotten]) notices.note(room, changedTables(commit, rowTables))
  }
  const beside: EngineParts['beside'] = (isGone, writes, together = openInBulk) => {
    const { commitAll } = storeOn(writes?.quiet ?? connection)
    const bulk = createBulkStore({
      store: storeOn(writes?.quick ?? connection),
      commitAll,
      maxGroup: together,
      ...(writes ? { committed: tellPages } : {}),
    })
    const others = createRooms({
      ...shared,
      store: bulk,
      maxOpen: together,
      isDeleted: isGone,
      announce: room => {
        void rooms.peek(room)?.then(looked => looked.readOn())
        announce(room)
      },
    })
    return { rooms: others, commands: commandsOn(others), expectAbsent: bulk.expectAbsent }
  }
  const founded = await commands.execute('workspace.found', {
    workspaceId,
    roomId,
    createdAt: env.clock.now(),
  })
  if (!founded.ok && founded.error.type !== 'room-read-only') return err(toEngineError(founded.error))

  const blobStore = createDexieBlobStore(connection)
  const credentials = createCredentialStore(connection, sealerOf)
  const documents = (): readonly RoomRef[] => identity().workspaces
  return ok({
    workspaces: workspaces.value,
    store,
    rooms,
    commands,
    beside,
    connection,
    isDeleted,
    onLogGrown: listener => void onGrown.add(listener),
    blobs: createBlobs({ store: blobStore, sealerOf, clock: env.clock }),
    blobStore,
    credentials,
    providerKeys: createProviderKeys({ connection, credentials, commands, documents }),
  })
}

/** A person has one set of settings although there are several workspaces: pages read them without asking whose. */
const withSettingsOf = (identity: () => Identity, maker: RowMaker): RowMaker => ({
  ...maker,
  rows: (view, room, changed) => {
    const rows = maker.rows(view, room, changed)
    return room.workspaceId === identity().workspaceId
      ? rows
      : rows.filter(({ table }) => table !== 'settings')
  },
})

/** A page is told what it can act on; a race that was lost fifty times is a fault of ours like any other. */
export const toEngineError = (error: { readonly type: string; readonly detail?: string }): EngineError => {
  const detail = error.detail === undefined ? {} : { detail: error.detail }
  switch (error.type) {
    case 'storage-full':
    case 'storage-lost':
    case 'storage-blocked':
    case 'storage-newer':
    case 'storage-unavailable':
    case 'storage-failed':
    case 'command-invalid':
    case 'command-refused':
    case 'room-read-only':
    case 'room-deleted':
    case 'key-unopenable':
    case 'run-busy':
      return { type: error.type, ...detail }
    default:
      return { type: 'storage-failed', detail: error.detail ?? error.type }
  }
}
