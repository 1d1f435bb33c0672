import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { Role, SessionId } from '../db/account-tables.ts'

/** Somebody who is signed in. */
export interface Session {
  readonly id: SessionId
  readonly accountId: AccountId
  readonly email: string
  readonly role: Role
  /** Null until the device that signed in is one of the account's. */
  readonly deviceId: DeviceId | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly provedAt: Date | null
}
