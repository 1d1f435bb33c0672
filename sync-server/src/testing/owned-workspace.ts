/** An account with a workspace and devices, written by hand: for tests of processes, which need no keys. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId, type DeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { Database } from '../db/database.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'

export interface OwnedWorkspace {
  readonly workspaceId: WorkspaceId
  /** A device of the account, and the cookie of its session. */
  readonly addDevice: () => Promise<{ readonly id: DeviceId; readonly cookie: string }>
}

const nothing = Buffer.alloc(32)

export const createOwnedWorkspace = async (
  { db }: Pick<Database, 'db'>,
  log: Pick<RoomLog, 'createWorkspace'>,
): Promise<OwnedWorkspace> => {
  const workspaceId = createId(systemRandom, 'wsp')
  const accountId = createId(systemRandom, 'acc')
  const now = new Date()
  await log.createWorkspace(workspaceId)
  await db
    .insertInto('accounts')
    .values({
      id: accountId,
      email: `${accountId}@example.org`,
      role: 'person',
      kdf_memory: 1,
      kdf_passes: 1,
      kdf_lanes: 1,
      kdf_salt: nothing,
      verifier: nothing,
      recovery_verifier: null,
      generation: 1,
      state: nothing,
      state_signature: nothing,
      state_sequence: 1,
      created_at: now,
    })
    .execute()
  await db
    .insertInto('account_workspaces')
    .values({ workspace_id: workspaceId, account_id: accountId, created_at: now })
    .execute()
  return {
    workspaceId,
    addDevice: async () => {
      const id = createId(systemRandom, 'dev')
      const token = createSecretText(systemRandom)
      const device = { id, account_id: accountId, created_at: now, last_seen_at: now, revoked_at: null }
      const keys = {
        signing_key: nothing,
        agreement_key: nothing,
        certificate: nothing,
        sealed_name: nothing,
      }
      await db
        .insertInto('devices')
        .values({ ...device, ...keys, added_at: 0 })
        .execute()
      await db
        .insertInto('sessions')
        .values({
          token_hash: hashSecretText(token),
          account_id: accountId,
          device_id: id,
          created_at: now,
          last_used_at: now,
          proved_at: null,
          expires_at: new Date(now.getTime() + 86_400_000),
        })
        .execute()
      return { id, cookie: `weft=${token}` }
    },
  }
}
