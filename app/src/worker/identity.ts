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

export const readIdentity = (
  connection: DexieConnection,
  env: Env,
): Promise<Result<Identity, StorageError>> =>
  connection.run(database =>
    database.transaction('rw', database.device, async () => {
      const stored = StoredIdentity.safeParse((await database.device.get(identityName))?.value)
      if (stored.success) return stored.data
      const created: Identity = {
        slot: createSlot(env.random),
        workspaceId: createId(env.random, 'wsp'),
        roomId: createId(env.random, 'wdc'),
      }
      await database.device.put({ name: identityName, value: created })
      return created
    }),
  )
