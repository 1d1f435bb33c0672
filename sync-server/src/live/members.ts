/** Who has joined which room, on this node. */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { Relayed } from './relayed.ts'
import { createRelayedNumbers, type RelayedNumbers } from './relayed-numbers.ts'

/** One join of one socket. */
export interface Member {
  readonly room: RoomRef
  /** The same for every join of a socket. */
  readonly socket: object
  readonly deliver: (relayed: Relayed) => void
}

/** A workspace that somebody on this node has joined a room of. */
export interface JoinedWorkspace {
  readonly id: WorkspaceId
  readonly rooms: ReadonlyMap<RoomId, ReadonlySet<Member>>
  readonly numbers: RelayedNumbers
}

export interface Members {
  readonly add: (member: Member) => JoinedWorkspace
  readonly remove: (member: Member) => void
  readonly workspace: (id: WorkspaceId) => JoinedWorkspace | undefined
  readonly workspaces: () => readonly JoinedWorkspace[]
  readonly of: (room: RoomRef) => ReadonlySet<Member>
}

interface OwnWorkspace extends JoinedWorkspace {
  readonly rooms: Map<RoomId, Set<Member>>
}

const nobody: ReadonlySet<Member> = new Set()

export const createMembers = (): Members => {
  const workspaces = new Map<WorkspaceId, OwnWorkspace>()

  return {
    add: member => {
      const { workspaceId, roomId } = member.room
      const workspace: OwnWorkspace = workspaces.get(workspaceId) ?? {
        id: workspaceId,
        rooms: new Map(),
        numbers: createRelayedNumbers(),
      }
      workspaces.set(workspaceId, workspace)
      const room = workspace.rooms.get(roomId) ?? new Set()
      workspace.rooms.set(roomId, room.add(member))
      return workspace
    },
    remove: member => {
      const { workspaceId, roomId } = member.room
      const workspace = workspaces.get(workspaceId)
      const room = workspace?.rooms.get(roomId)
      if (workspace === undefined || room === undefined) return
      room.delete(member)
      if (room.size === 0) workspace.rooms.delete(roomId)
      if (workspace.rooms.size === 0) workspaces.delete(workspaceId)
    },
    workspace: id => workspaces.get(id),
    workspaces: () => [...workspaces.values()],
    of: ({ workspaceId, roomId }) => workspaces.get(workspaceId)?.rooms.get(roomId) ?? nobody,
  }
}
