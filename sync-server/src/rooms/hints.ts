/**
 * Hints that a workspace has grown, from other nodes to this one. A hint is a hint: it may come twice, late or never,
 * and whoever gets one reads the log, which is the truth. Who announces is the log, after or with its commit.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'

export interface MovedHead {
  readonly workspaceId: WorkspaceId
  readonly headSeq: number
}

export type Hint =
  | { readonly type: 'head-moved'; readonly moved: readonly MovedHead[] }
  /** Some may have been missed: compare every head you care for. */
  | { readonly type: 'anything-moved' }

export interface Hints {
  /** Of what other nodes commit; the returned function ends it. */
  readonly subscribe: (listener: (hint: Hint) => void) => () => void
}
