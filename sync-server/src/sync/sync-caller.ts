import type { AccountId, DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import type { SessionId } from '../db/account-tables.ts'

/** Who exchanges what with which workspace. */
export interface SyncCaller {
  readonly sessionId: SessionId
  readonly accountId: AccountId
  /** Null: a session without a device, which may read and not write. */
  readonly deviceId: DeviceId | null
  readonly workspaceId: WorkspaceId
}
