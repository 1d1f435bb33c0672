/**
 * Who this device is: its slot in registers and its workspaces, chosen once whatever number of tabs start at once. A
 * person's workspaces are shown as one list; one of them is home, where what is new goes.
 */

import { must } from '@weft/shared/assert.ts'
import type { Env } from '@weft/shared/env.ts'
import {
  type RoomId,
  type Slot,
  type WorkspaceId,
  createId,
  createSlot,
  RoomId as RoomIdSchema,
  Slot as SlotSchema,
  WorkspaceId as WorkspaceIdSchema,
} from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { StorageError } from '../core/store.ts'

export interface Identity {
  readonly slot: Slot
  /** Home: new threads, folders and providers are written here, and settings are read here. */
  readonly workspaceId: WorkspaceId
  /** The document of the home workspace. */
  readonly roomId: RoomId
  /** Every workspace by its document, home first. */
  readonly workspaces: readonly RoomRef[]
}

const StoredWorkspace = z.object({ workspaceId: WorkspaceIdSchema, roomId: RoomIdSchema })

/** `others` came with the second workspace; a device that has one never wrote it. */
const StoredIdentity = z.object({
  slot: SlotSchema,
  ...StoredWorkspace.shape,
  others: z.optional(z.array(StoredWorkspace)),
})
type StoredIdentity = z.infer<typeof StoredIdentity>

const toIdentity = ({ slot, workspaceId, roomId, others = [] }: StoredIdentity): Identity => ({
  slot,
  workspaceId,
  roomId,
  workspaces: [{ workspaceId, roomId }, ...others],
})

const identityName = 'identity'

const keyPrefix = 'workspace:'

/**
 * Workspaces that this device holds although the row that named them is damaged: their keys and documents are still
 * there, and without them every thread would be locked out.
 */
const findWorkspaces = async (database: Database): Promise<readonly RoomRef[]> => {
  const keys = await database.keys.where('id').startsWith(keyPrefix).primaryKeys()
  const rooms = await database.rooms.toCollection().primaryKeys()
  return keys.flatMap(key => {
    const workspaceId = WorkspaceIdSchema.safeParse(key.slice(keyPrefix.length))
    const room = rooms.find(([owner, id]) => owner === workspaceId.data && id.startsWith('wdc_'))
    return workspaceId.success && room ? [{ workspaceId: workspaceId.data, roomId: room[1] }] : []
  })
}

const readOrCreate = async (database: Database, env: Env): Promise<StoredIdentity> => {
  const stored = StoredIdentity.safeParse((await database.device.get(identityName))?.value)
  if (stored.success) return stored.data
  const [home, ...others] = await findWorkspaces(database)
  const created: StoredIdentity = {
    slot: createSlot(env.random),
    workspaceId: home?.workspaceId ?? createId(env.random, 'wsp'),
    roomId: home?.roomId ?? createId(env.random, 'wdc'),
    ...(others.length === 0 ? {} : { others: [...others] }),
  }
  await database.device.put({ name: identityName, value: created })
  return created
}

export const readIdentity = (
  connection: DexieConnection,
  env: Env,
): Promise<Result<Identity, StorageError>> =>
  connection.run(database =>
    database.transaction('rw', database.device, database.keys, database.rooms, async () =>
      toIdentity(await readOrCreate(database, env)),
    ),
  )

/**
 * Adds a workspace, or makes a known one home. Nothing is sealed anew: each keeps its key and its rooms. Engines take
 * it on when they open next. Rows of the documents are made again then, because settings are those of home.
 */
export const adoptWorkspace = (
  connection: DexieConnection,
  env: Env,
  adopted: RoomRef,
  place: 'home' | 'beside',
): Promise<Result<Identity, StorageError>> =>
  connection.run(database =>
    database.transaction('rw', database.device, database.keys, database.rooms, async () => {
      const { slot, ...before } = await readOrCreate(database, env)
      const known = toIdentity({ slot, ...before }).workspaces
      const { workspaceId, roomId } = adopted
      const rest = known.filter(each => each.workspaceId !== workspaceId)
      const isHome = place === 'home' || rest.length === 0
      const [home, ...others] = isHome
        ? [{ workspaceId, roomId }, ...rest]
        : [...rest, { workspaceId, roomId }]
      const value: StoredIdentity = { slot, ...must(home, 'a workspace'), others }
      await database.device.put({ name: identityName, value })
      for (const each of [...known, adopted]) {
        await database.rooms.update([each.workspaceId, each.roomId], { materialized: 0 })
      }
      return toIdentity(value)
    }),
  )
