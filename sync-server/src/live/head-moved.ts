/**
 * Tells sockets that a room of their workspace has grown which they have not joined: time for /sync. What comes close
 * together is told once, since every commit would otherwise be a message to every socket of the workspace.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import type { Member, Members } from './members.ts'

export interface HeadMoved {
  readonly notice: (workspaceId: WorkspaceId, roomId: RoomId, seq: number) => void
  readonly stop: () => void
}

interface Deps {
  readonly clock: Clock
  readonly members: Members
}

/** Long enough to make one of a burst, short enough that nobody waits for a list of threads. */
export const headMovedEveryMilliseconds = 100

export const createHeadMoved = ({ clock, members }: Deps): HeadMoved => {
  const movedByWorkspace = new Map<WorkspaceId, Map<RoomId, number>>()
  let cancel: (() => void) | undefined

  const tell = (workspaceId: WorkspaceId, moved: ReadonlyMap<RoomId, number>): void => {
    const joinsBySocket = new Map<object, Member[]>()
    for (const room of members.workspace(workspaceId)?.rooms.values() ?? [])
      for (const member of room)
        joinsBySocket.set(member.socket, [...(joinsBySocket.get(member.socket) ?? []), member])
    const frame = encodeRoomFrame({ type: 'head-moved', head: Math.max(...moved.values()) })
    for (const joins of joinsBySocket.values()) {
      const joined = new Set(joins.map(({ room }) => room.roomId))
      if ([...moved.keys()].some(roomId => !joined.has(roomId)))
        joins[0]?.deliver({ type: 'frame', seq: 0, frame, droppable: false })
    }
  }

  const tellAll = (): void => {
    cancel = undefined
    for (const [workspaceId, moved] of movedByWorkspace) tell(workspaceId, moved)
    movedByWorkspace.clear()
  }

  return {
    notice: (workspaceId, roomId, seq) => {
      const moved = movedByWorkspace.get(workspaceId) ?? new Map<RoomId, number>()
      movedByWorkspace.set(workspaceId, moved.set(roomId, seq))
      cancel ??= clock.after(headMovedEveryMilliseconds, tellAll)
    },
    stop: () => {
      cancel?.()
      movedByWorkspace.clear()
    },
  }
}
