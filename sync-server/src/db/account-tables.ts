/** The tables of accounts as Kysely sees them. What they are for is said in the migration that makes them. */

import type { AccountId, Brand, DeviceId, InvitationId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Generated } from 'kysely'

/** Names a session inside the server. Its token, which the browser has, changes; this does not. */
export type SessionId = Brand<string, 'SessionId'>

export type Role = 'administrator' | 'person'
export type Participant = 'creator' | 'joiner'
export type TicketKind = 'socket' | 'device'

/** What unlocks the account key, and what else of the account itself lies wrapped. */
export type WrapKind =
  | 'account-by-password'
  | 'account-by-recovery'
  | 'account-to-device'
  | 'account-older'
  | 'identity'

export interface AccountTables {
  readonly accounts: AccountsTable
  readonly wraps: WrapsTable
  readonly devices: DevicesTable
  readonly sessions: SessionsTable
  readonly account_workspaces: AccountWorkspacesTable
  readonly workspace_keys: WorkspaceKeysTable
  readonly departed_workspaces: DepartedWorkspacesTable
  readonly tickets: TicketsTable
  readonly rendezvous: RendezvousTable
  readonly rendezvous_messages: RendezvousMessagesTable
  readonly invitations: InvitationsTable
  readonly limits: LimitsTable
}

export interface AccountsTable {
  id: AccountId
  email: string
  role: Role
  kdf_memory: number
  kdf_passes: number
  kdf_lanes: number
  kdf_salt: Uint8Array<ArrayBuffer>
  verifier: Uint8Array
  recovery_verifier: Uint8Array | null
  generation: number
  state: Uint8Array<ArrayBuffer>
  state_signature: Uint8Array<ArrayBuffer>
  state_sequence: number
  created_at: Date
}

export interface WrapsTable {
  account_id: AccountId
  kind: WrapKind
  ref: string
  generation: number
  blob: Uint8Array<ArrayBuffer>
}

export interface DevicesTable {
  id: DeviceId
  account_id: AccountId
  signing_key: Uint8Array<ArrayBuffer>
  agreement_key: Uint8Array<ArrayBuffer>
  certificate: Uint8Array<ArrayBuffer>
  sealed_name: Uint8Array<ArrayBuffer>
  added_at: number
  created_at: Date
  last_seen_at: Date
  revoked_at: Date | null
}

interface SessionsTable {
  id: Generated<SessionId>
  token_hash: Uint8Array
  account_id: AccountId
  device_id: DeviceId | null
  created_at: Date
  last_used_at: Date
  proved_at: Date | null
  expires_at: Date
}

interface AccountWorkspacesTable {
  workspace_id: WorkspaceId
  account_id: AccountId
  created_at: Date
}

interface WorkspaceKeysTable {
  workspace_id: WorkspaceId
  epoch: number
  generation: number
  blob: Uint8Array<ArrayBuffer>
}

interface DepartedWorkspacesTable {
  workspace_id: WorkspaceId
}

interface TicketsTable {
  hash: Uint8Array
  kind: TicketKind
  session_id: SessionId
  expires_at: Date
}

interface RendezvousTable {
  id: string
  creator_hash: Uint8Array
  joiner_hash: Uint8Array | null
  sealed_offer: Uint8Array<ArrayBuffer> | null
  expires_at: Date
}

interface RendezvousMessagesTable {
  rendezvous_id: string
  number: number
  sender: Participant
  bytes: Uint8Array<ArrayBuffer>
}

interface InvitationsTable {
  id: Generated<InvitationId>
  hash: Uint8Array
  uses_left: number
  created_at: Date
  expires_at: Date
}

interface LimitsTable {
  key: Uint8Array
  started_at: Date
  attempts: number
  blocked_until: Date
  expires_at: Date
}
