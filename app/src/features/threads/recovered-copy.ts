/**
 * A copy of a thread that was deleted elsewhere while this device had something in it that nobody had seen. The engine
 * notes it before it makes it, so that a second try after a crash is the same copy; the page tells of it until the
 * person has read that.
 */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'

export const recoveredCopyPrefix = 'recovered:'

export interface RecoveredCopy {
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
  readonly copyId: ThreadId
  /** The newest own row that is in it. */
  readonly through: number
  /** How many changes nobody had seen. */
  readonly changes: number
}

/** As it stands in `device`. */
export interface RecoveredCopyRow {
  readonly name: string
  readonly value: RecoveredCopy
}

export const recoveredCopyName = (copyId: ThreadId): string => `${recoveredCopyPrefix}${copyId}`
