/**
 * Frames that are relayed and not stored, to and from the members of a room on other nodes. Most workspaces are on one
 * node only, and what nobody hears costs every node: so a frame goes out while another node has shown that somebody
 * there is in the workspace, and otherwise once in a while, to find out. Nobody keeps a list of who is where: whoever hears
 * of a workspace that is here as well says so, now and then, and what was said wears off.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Hint, Hints } from '../rooms/hints.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { JoinedWorkspace, Members } from './members.ts'

export interface Elsewhere {
  /** To the members of the room on other nodes, if there are any. */
  readonly relay: (room: RoomRef, frame: Uint8Array) => void
  /** Somebody on this node has joined a room of the workspace, the first one here. */
  readonly noteJoined: (workspaceId: WorkspaceId) => void
  readonly onHint: (hint: Hint) => void
}

interface Deps {
  readonly hints: Pick<Hints, 'say'>
  readonly clock: Clock
  readonly members: Pick<Members, 'workspace'>
  /** A frame of another node. */
  readonly deliver: (room: RoomRef, frame: Uint8Array) => void
}

/** A word is believed for as long as three are said in. */
export const heardForMilliseconds = 30_000
const sayEvery = 10_000
/** What a word that was lost costs whoever listens at most, and what nobody hears costs at all. */
export const tryEveryMilliseconds = 5_000

/** Of a workspace that somebody here has joined, all in milliseconds of the clock. */
interface Known {
  /** When another node last showed that somebody is there. */
  heardAt: number
  /** When a frame last went out without that. */
  triedAt: number
  /** When it was last said that somebody is here. */
  saidAt: number
}

const never = Number.NEGATIVE_INFINITY

export const createElsewhere = ({ hints, clock, members, deliver }: Deps): Elsewhere => {
  /** Goes with the workspace when its last member leaves. */
  const knownByWorkspace = new WeakMap<JoinedWorkspace, Known>()

  const knownOf = (workspaceId: WorkspaceId): Known | undefined => {
    const workspace = members.workspace(workspaceId)
    if (workspace === undefined) return undefined
    const known = knownByWorkspace.get(workspace) ?? { heardAt: never, triedAt: never, saidAt: never }
    knownByWorkspace.set(workspace, known)
    return known
  }

  const say = (type: 'joined' | 'listening', workspaceId: WorkspaceId, known: Known): void => {
    known.saidAt = clock.now()
    hints.say({ type, workspaceId })
  }

  return {
    relay: (room, frame) => {
      const known = knownOf(room.workspaceId)
      const now = clock.now()
      if (known === undefined) return
      if (now - known.heardAt >= heardForMilliseconds) {
        if (now - known.triedAt < tryEveryMilliseconds) return
        known.triedAt = now
      }
      hints.say({ type: 'frame', room, frame })
    },
    noteJoined: workspaceId => {
      const known = knownOf(workspaceId)
      if (known !== undefined) say('joined', workspaceId, known)
    },
    onHint: hint => {
      if (hint.type !== 'frame' && hint.type !== 'joined' && hint.type !== 'listening') return
      const { workspaceId } = hint.type === 'frame' ? hint.room : hint
      const known = knownOf(workspaceId)
      if (known === undefined) return
      const now = clock.now()
      // Whoever says something is there.
      known.heardAt = now
      // Who has just joined cannot have heard it before; to others it may have been lost.
      if (hint.type === 'joined' || (hint.type === 'frame' && now - known.saidAt >= sayEvery))
        say('listening', workspaceId, known)
      if (hint.type === 'frame') deliver(hint.room, hint.frame)
    },
  }
}
