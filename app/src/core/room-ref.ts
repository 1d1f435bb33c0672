/** A room by its address: the workspace whose key seals it, and its id. */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'

export interface RoomRef {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
}
