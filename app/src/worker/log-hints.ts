/** Tells the engines of other tabs that a room's log has grown. A hint only: the log is the truth. */

import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import type { RoomRef } from '../core/room-ref.ts'

const channelName = 'weft-log'

const LogHint = z.object({ workspaceId: WorkspaceId, roomId: RoomId })

export interface LogHints {
  readonly announce: (room: RoomRef) => void
}

export const createLogHints = (onHint: (room: RoomRef) => void): LogHints => {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', event => {
    const hint = LogHint.safeParse(event.data)
    if (hint.success) onHint(hint.data)
  })
  return {
    announce: ({ workspaceId, roomId }) => channel.postMessage({ workspaceId, roomId }),
  }
}
