/**
 * Gives back the room of blobs that the server has. Two must say so: the queue of this device, in which a blob stays until
 * it is confirmed, and the server, asked now. What it has marked as named by nobody is left here too.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import { maxBlobIds } from '@weft/shared/protocol/limits.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { HeldBlobs } from '../dexie-held-blobs.ts'
import type { StorageError } from '../store.ts'
import type { BlobServer, BlobServerError } from './blob-server.ts'

interface Deps {
  readonly held: HeldBlobs
  readonly server: Pick<BlobServer, 'known'>
}

export const giveBackBlobs = async (
  { held, server }: Deps,
  workspaceId: WorkspaceId,
): Promise<Result<void, BlobServerError | StorageError>> => {
  const confirmed = await held.confirmed(workspaceId)
  if (!confirmed.ok) return confirmed
  for (let from = 0; from < confirmed.value.length; from += maxBlobIds) {
    const asked = confirmed.value.slice(from, from + maxBlobIds)
    const known = await server.known(workspaceId, asked)
    if (!known.ok) return known
    const kept = new Set(known.value.complete)
    for (const id of known.value.marked) kept.delete(id)
    const given = await held.giveBack(
      workspaceId,
      asked.filter(id => kept.has(id)),
    )
    if (!given.ok) return given
  }
  return ok(undefined)
}
