/**
 * The vectors of what was said, on this device only: derived, can be dropped and made again, and gone with their thread.
 * One row for each thread and model, since IndexedDB takes a hundred packed passages thirty times faster than a hundred
 * rows.
 */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'

/** Where a passage stands; its text is in the message and nowhere else. */
export interface PassagePlace {
  readonly messageId: MessageId
  /** UTF-16 units from the beginning of the message's text. */
  readonly offset: number
}

export interface VectorRow {
  readonly modelId: string
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  /** What the thread and the rules were when all of it was made; empty while some is still to come. */
  readonly madeFrom: string
  /** Bytes that this row takes, about. */
  readonly size: number
  readonly dimension: number
  readonly entries: readonly PassagePlace[]
  /** Of each entry (`content-hash.ts`): an index over all rows finds the vector of a text that is here already. */
  readonly hashes: readonly string[]
  /** The vectors of all entries behind each other, a signed byte for each number (`quantize.ts`). */
  readonly bytes: Uint8Array
}

export type VectorKey = readonly [modelId: string, workspaceId: WorkspaceId, roomId: ThreadId]

export const vectorTables = {
  // The second index is read by its keys alone: what is made, from what, and how much room it takes, without a vector.
  vectors: '[modelId+workspaceId+roomId], [modelId+workspaceId+roomId+madeFrom+size], roomId, *hashes',
}
