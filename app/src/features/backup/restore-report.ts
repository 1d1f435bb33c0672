/** What a restore has done, and what it has not. Plain data: it crosses to the page. */

import type { ThreadId } from '@weft/shared/ids.ts'
import type { TaggedError } from '@weft/shared/result.ts'

/** How the reading of the file ended. Whatever came before the end is here. */
export type RestoreEnding =
  | { readonly type: 'whole' }
  | { readonly type: 'stopped' }
  /** `at`: the byte of the file. */
  | { readonly type: 'backup-damaged' | 'backup-truncated'; readonly at: number }
  /** This device could not store it. */
  | { readonly type: 'not-stored'; readonly error: TaggedError }

export interface RestoreReport {
  readonly ending: RestoreEnding
  readonly threads: { readonly added: number; readonly extended: number; readonly same: number }
  readonly messages: number
  readonly attachments: number
  readonly keys: number
  /** Entered by hand, and not in the list of this device before. */
  readonly deviceModels: number
  /** Deleted here for good, and not brought back. */
  readonly deletedThreads: number
  /** Which could not be written, and why; a few are named. */
  readonly failed: readonly { readonly threadId: ThreadId; readonly reason: string }[]
  /** Records of a newer Weft, passed over. */
  readonly unknown: number
  /** Records that are not what they say. */
  readonly malformed: number
  /** What the backup itself could not read when it was made. */
  readonly unread: number
}

export interface RestoreProgress {
  /** Bytes of the file of which everything has been dealt with. */
  readonly done: number
  readonly total: number
  /** That are done with. */
  readonly threads: number
  readonly messages: number
}
