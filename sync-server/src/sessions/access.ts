/**
 * Who may do what with a workspace: one query from the session to the workspace, through everything that must hold on
 * the way. The answer is for this moment; whoever keeps a connection open asks again, and listens to `AccessEvents`.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Kysely } from 'kysely'
import type { SessionId } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import { isLive } from './sessions.ts'

/** Writing takes a device of the account: what is written is counted by device. */
export type WorkspaceAction = 'read' | 'write'

export interface Access {
  readonly may: (sessionId: SessionId, action: WorkspaceAction, workspaceId: WorkspaceId) => Promise<boolean>
}

interface Deps {
  readonly db: Kysely<Tables>
  readonly clock: Clock
}

export const createAccess = ({ db, clock }: Deps): Access => ({
  may: async (sessionId, action, workspaceId) => {
    const row = await db
      .selectFrom('sessions')
      .innerJoin('account_workspaces', 'account_workspaces.account_id', 'sessions.account_id')
      .leftJoin('devices', 'devices.id', 'sessions.device_id')
      .select('sessions.device_id as deviceId')
      .where('sessions.id', '=', sessionId)
      .where('account_workspaces.workspace_id', '=', workspaceId)
      .where(builder => isLive(builder, clock.now()))
      .executeTakeFirst()
    return row !== undefined && isAllowed(action, row.deviceId)
  },
})

const isAllowed = (action: WorkspaceAction, deviceId: DeviceId | null): boolean => {
  switch (action) {
    case 'read':
      return true
    case 'write':
      return deviceId !== null
  }
}
