/** What whoever writes vectors tells whoever searches in them, across all tabs. */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'

export const vectorChangesChannel = 'weft-vectors'

export type VectorChange =
  /** Vectors of a thread were made, made again, or are gone. */
  | {
      readonly type: 'thread'
      readonly modelId: string
      readonly workspaceId: WorkspaceId
      readonly roomId: ThreadId
    }
  /** Everything of all models is gone, or of all but one. */
  | { readonly type: 'dropped' }

export type TellVectorChange = (change: VectorChange) => void
