/** The tables as Kysely sees them. What they are for is said in the migrations, which make them. */

import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ColumnType, Generated } from 'kysely'
import type { AccountTables } from './account-tables.ts'
import type { BlobTables } from './blob-tables.ts'

export interface Tables extends AccountTables, BlobTables {
  readonly workspaces: WorkspacesTable
  readonly rooms: RoomsTable
  readonly updates: UpdatesTable
  readonly snapshots: SnapshotsTable
  readonly room_clients: RoomClientsTable
  readonly database_epoch: DatabaseEpochTable
}

/** Raised by statements, never given. */
type Counter = ColumnType<number, number | undefined, number>

interface WorkspacesTable {
  id: WorkspaceId
  head_seq: Counter
  bytes_used: Counter
  reserve_used: Counter
  created_at: Generated<Date>
}

interface RoomsTable {
  workspace_id: WorkspaceId
  room_id: RoomId
  head_seq: number
  snapshot_seq: Counter
  snapshot_bytes: Counter
  log_rows: Counter
  log_bytes: Counter
  quarantined_rows: Counter
  /** Computed from the columns above. */
  compaction_due: ColumnType<boolean, never, never>
  deleted_at: Date | null
}

interface UpdatesTable {
  workspace_id: WorkspaceId
  room_id: RoomId
  seq: number
  device_id: DeviceId
  hash: Uint8Array
  bytes: Uint8Array
  quarantined_at: Date | null
  created_at: Generated<Date>
}

interface SnapshotsTable {
  workspace_id: WorkspaceId
  room_id: RoomId
  seq: number
  bytes: Uint8Array
  created_at: Generated<Date>
}

interface RoomClientsTable {
  workspace_id: WorkspaceId
  room_id: RoomId
  client_id: number
  device_id: DeviceId
}

interface DatabaseEpochTable {
  single: Generated<boolean>
  epoch: Generated<string>
  started_at: Generated<Date>
}
