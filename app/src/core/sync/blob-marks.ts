/**
 * Tells the server which blobs no message names any more (A10); it keeps them for another thirty days. Said only by a
 * device that is at head, of what nothing names at that moment: a message that another device wrote meanwhile has come
 * before its blob is marked, and one that comes later touches it.
 */

import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { maxBlobIds } from '@weft/shared/protocol/limits.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { StorageError } from '../store.ts'
import type { BlobServer, BlobServerError } from './blob-server.ts'

export interface MarkQueue {
  readonly read: (workspaceId: WorkspaceId) => Promise<Result<readonly AttachmentId[], StorageError>>
  readonly forget: (
    workspaceId: WorkspaceId,
    ids: readonly AttachmentId[],
  ) => Promise<Result<void, StorageError>>
  /** Those that nothing on this device names; none when it cannot know. */
  readonly unnamed: (ids: readonly AttachmentId[]) => Promise<Result<readonly AttachmentId[], StorageError>>
}

export const sendMarks = async (
  workspaceId: WorkspaceId,
  queue: MarkQueue,
  server: Pick<BlobServer, 'mark'>,
): Promise<Result<void, BlobServerError | StorageError>> => {
  const queued = await queue.read(workspaceId)
  if (!queued.ok) return queued
  const unnamed = await queue.unnamed(queued.value)
  if (!unnamed.ok) return unnamed
  for (let from = 0; from < unnamed.value.length; from += maxBlobIds) {
    const ids = unnamed.value.slice(from, from + maxBlobIds)
    const marked = await server.mark(workspaceId, ids)
    if (!marked.ok) return marked
    const forgotten = await queue.forget(workspaceId, ids)
    if (!forgotten.ok) return forgotten
  }
  return ok(undefined)
}
