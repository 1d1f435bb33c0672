/**
 * Ids for what another program calls by names of its own: the same name is the same id in this workspace, on whichever
 * device, and says nothing to whoever lacks the workspace's key. So a file that is imported twice, or on two devices
 * before they meet, comes into the same rooms.
 *
 * The id is the first 128 bits of HMAC-SHA-256 (RFC 2104, FIPS 180-4) over the length-prefixed names.
 */

import { encodeText, lengthPrefixed } from '../bytes.ts'
import { bytesToBase32, FolderId, type IdKind, MessageId, ThreadId } from '../ids.ts'
import type { Sealer } from './sealer.ts'

export interface SourceIds {
  /** `attempt` counts the ids of a thread that were deleted for good and can never be used again. */
  readonly thread: (source: string, sourceId: string, attempt: number) => ThreadId
  readonly message: (threadId: ThreadId, sourceId: string) => MessageId
  readonly folder: (source: string, sourceId: string, attempt: number) => FolderId
}

/**
 * What the key of a workspace makes of this is the key of its ids. A digest of a blob has 32 bytes and this has not, so
 * no file that a person attaches can ever have it as its name, which the server sees.
 */
const keyName = encodeText('weft/v1/source-ids')

/** Its code comes with the first import. */
export const createSourceIds = async (workspaceId: string, sealer: Sealer): Promise<SourceIds> => {
  const [{ hmac }, { sha256 }, key] = await Promise.all([
    import('@noble/hashes/hmac.js'),
    import('@noble/hashes/sha2.js'),
    sealer.blobId(workspaceId, keyName),
  ])
  // Its key is prepared once: that is half of the work of a short name.
  const keyed = hmac.create(sha256, key)
  const textOf = (kind: IdKind, ...names: readonly string[]): string => {
    const digest = keyed
      .clone()
      .update(lengthPrefixed(kind, ...names))
      .digest()
    return `${kind}_${bytesToBase32(digest.subarray(0, 16))}`
  }
  return {
    thread: (source, sourceId, attempt) => ThreadId.parse(textOf('thr', source, sourceId, String(attempt))),
    message: (threadId, sourceId) => MessageId.parse(textOf('msg', threadId, sourceId)),
    folder: (source, sourceId, attempt) => FolderId.parse(textOf('fld', source, sourceId, String(attempt))),
  }
}
