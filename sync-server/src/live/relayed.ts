/** What a join is told by others: the hub says it, the session passes it on. */

import type { CloseName } from '@weft/shared/protocol/close-codes.ts'

export type Relayed =
  /** A frame of the room, encoded once for all who get it. `seq` is the workspace's number of the update in it, or 0. */
  | {
      readonly type: 'frame'
      readonly seq: number
      readonly frame: Uint8Array
      /** Nothing depends on it: a slow reader does without. */
      readonly droppable: boolean
    }
  /** There is an update that no frame may hold (F5). */
  | { readonly type: 'too-large' }
  /** The room is not to be stayed in. */
  | { readonly type: 'ended'; readonly close: CloseName }
