/** What the operations on blobs may use. Made once by `blob-routes.ts`, by hand in tests. */

import type { Env } from '@weft/shared/env.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Kysely } from 'kysely'
import { createDefinitions } from '../api/operation.ts'
import type { Problem } from '../api/problems.ts'
import type { Tables } from '../db/tables.ts'
import type { Shares } from '../limits/shares.ts'
import type { Access, WorkspaceAction } from '../sessions/access.ts'
import type { Session } from '../sessions/session.ts'

export interface BlobContext {
  readonly db: Kysely<Tables>
  readonly env: Env
  readonly access: Access
  /** Bytes that the blobs of one account may count; null for as many as the disk has. */
  readonly quota: number | null
  /** Each transfer holds a piece or two in memory for as long as the other side likes. */
  readonly transfers: Shares
}

export interface BlobRef {
  readonly workspaceId: WorkspaceId
  readonly blobId: AttachmentId
}

export const { signedOperation } = createDefinitions<BlobContext>()

/** A workspace that is somebody else's and one that nobody has are answered alike (A14). */
export const allow = async (
  { access }: BlobContext,
  session: Session,
  action: WorkspaceAction,
  { workspaceId }: Pick<BlobRef, 'workspaceId'>,
): Promise<Result<void, Problem>> =>
  (await access.may(session.id, action, workspaceId)) ? ok(undefined) : err({ type: 'not-found' })

/** A place for a transfer, or when to come back. */
export const takePlace = (
  { transfers }: BlobContext,
  { accountId }: Session,
): Result<() => void, Problem> => {
  const taken = transfers.take(accountId)
  return taken.ok ? taken : err({ type: 'server-busy', retryAfter: 5 })
}
