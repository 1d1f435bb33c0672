/** Who this device is: its slot in registers and its first workspace, chosen once whatever number of tabs start at once. */

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
import type { StorageError } from '../core/store.ts'

export interface Identity {
  readonly slot: Slot
  readonly workspaceId: WorkspaceId
  /** The workspace document. */
  readonly roomId: RoomId
}

const StoredIdentity = z.object({ slot: SlotSchema, workspaceId: WorkspaceIdSchema, roomId: RoomIdSchema })

const identityName = 'identity'

const keyPrefix = 'workspace:'

/**
 * A workspace that this device holds although the row that named it is damaged: its key and its document are
 * still there, and without them every thread would be locked out.
 */
const findWorkspace = async (database: Database): Promise<Omit<Identity, 'slot'> | null> => {
  const keys = await database.keys.where('id').startsWith(keyPrefix).primaryKeys()
  const rooms = await database.rooms.toCollection().primaryKeys()
  for (const key of keys) {
    const workspaceId = WorkspaceIdSchema.safeParse(key.slice(keyPrefix.length))
    const room = rooms.find(([owner, id]) => owner === workspaceId.data && id.startsWith('wdc_'))
    if (workspaceId.success && room) return { workspaceId: workspaceId.data, roomId: room[1] }
  }
  return null
}

export const readIdentity = (
  connection: DexieConnection,
  env: Env,
): Promise<Result<Identity, StorageError>> =>
  connection.run(database =>
    database.transaction('rw', database.device, database.keys, database.rooms, async () => {
      const stored = StoredIdentity.safeParse((await database.device.get(identityName))?.value)
      if (stored.success) return stored.data
      const found = await findWorkspace(database)
      const created: Identity = {
        slot: createSlot(env.random),
        workspaceId: found?.workspaceId ?? createId(env.random, 'wsp'),
        roomId: found?.roomId ?? createId(env.random, 'wdc'),
      }
      await database.device.put({ name: identityName, value: created })
      return created
    }),
  )
