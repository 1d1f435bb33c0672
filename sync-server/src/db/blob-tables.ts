/** The tables of blobs as Kysely sees them. What they are for is said in the migration that makes them. */

import type { AccountId, AttachmentId, Brand, WorkspaceId } from '@weft/shared/ids.ts'
import type { Generated } from 'kysely'

/** Names the pieces of one upload inside the server. */
export type UploadId = Brand<string, 'UploadId'>

export interface BlobTables {
  readonly blobs: BlobsTable
  readonly blob_pieces: BlobPiecesTable
  readonly departed_uploads: DepartedUploadsTable
  readonly blob_usage: BlobUsageTable
}

interface BlobsTable {
  workspace_id: WorkspaceId
  id: AttachmentId
  upload_id: Generated<UploadId>
  size: number
  checksum: Uint8Array
  received: Generated<number>
  completed_at: Date | null
  touched_at: Date
  marked_at: Date | null
}

interface BlobPiecesTable {
  upload_id: UploadId
  number: number
  hash: Uint8Array
  bytes: Uint8Array
}

interface DepartedUploadsTable {
  upload_id: UploadId
}

interface BlobUsageTable {
  account_id: AccountId
  bytes: number
}
