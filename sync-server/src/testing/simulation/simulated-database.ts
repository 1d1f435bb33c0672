/**
 * The database of a simulated server: the log in memory behind a connection that takes its time, breaks, and commits
 * when it is told to. Nodes come and go; what was committed stays.
 */

import type { Random } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import { copyWorkspaces, createMemoryRoomLog, type MemoryWorkspaces } from '../../rooms/memory-room-log.ts'
import type { Appended, LogError, PushedUpdate, RoomLog } from '../../rooms/room-log.ts'

/** What happens to the appends that wait when they are to be committed. */
export type CommitFate =
  | 'committed'
  /** Nothing was stored. */
  | 'refused'
  /** The connection broke under way: they are stored, and nobody is told. */
  | 'answer-lost'

export interface SimulatedDatabase {
  /** A node's log. From the moment `isAlive` says no, nothing that it has asked is answered. */
  readonly connect: (isAlive: () => boolean) => RoomLog
  /** Commits what waits; false when nothing does. */
  readonly commit: (fate?: CommitFate) => boolean
  readonly workspaces: () => MemoryWorkspaces
  readonly save: () => MemoryWorkspaces
  readonly restore: (saved: MemoryWorkspaces) => void
}

interface Deps {
  readonly random: Random
  /** Appends wait for `commit`; otherwise each is committed at once. */
  readonly holdsCommits: boolean
}

interface Held {
  readonly isAlive: () => boolean
  readonly updates: readonly PushedUpdate[]
  readonly resolve: (result: Result<readonly Appended[], LogError>) => void
}

/** Of a process that has ended: nothing goes on behind it. */
const never = <T>(): Promise<T> => new Promise(() => undefined)

const broken = (type: LogError['type']) => err({ type, cause: 'simulated' })

const mostTurns = 4

export const createSimulatedDatabase = ({ random, holdsCommits }: Deps): SimulatedDatabase => {
  let stored: MemoryWorkspaces = new Map()
  let log = createMemoryRoomLog({ workspaces: stored })
  let held: Held[] = []

  const turns = async (): Promise<void> => {
    for (let turn = Math.floor(random.fraction() * mostTurns); turn > 0; turn -= 1) await Promise.resolve()
  }

  const settle = async ({ isAlive, updates, resolve }: Held, fate: CommitFate): Promise<void> => {
    if (!isAlive()) return
    if (fate === 'refused') return resolve(broken('log-unavailable'))
    // In memory it is done when the call returns; what follows is the way of the answer.
    const appended = log.append(updates)
    await turns()
    if (isAlive()) resolve(fate === 'answer-lost' ? broken('outcome-unknown') : await appended)
  }

  return {
    connect: isAlive => {
      /** The question takes its time, then the answer. */
      const ask = async <T>(question: () => Promise<T>): Promise<T> => {
        await turns()
        if (!isAlive()) return never()
        const answer = await question()
        await turns()
        return isAlive() ? answer : never()
      }
      return {
        createWorkspace: id => ask(() => log.createWorkspace(id)),
        append: updates => {
          if (!isAlive()) return never()
          return new Promise(resolve => {
            const waiting = { isAlive, updates, resolve }
            if (holdsCommits) held.push(waiting)
            else void settle(waiting, 'committed')
          })
        },
        heads: ids => ask(() => log.heads(ids)),
        changedRooms: (...args) => ask(() => log.changedRooms(...args)),
        readRooms: (...args) => ask(() => log.readRooms(...args)),
        claimClientIds: (...args) => ask(() => log.claimClientIds(...args)),
        clientIdOwners: (...args) => ask(() => log.clientIdOwners(...args)),
        quarantine: (...args) => ask(() => log.quarantine(...args)),
        roomsToCompact: limit => ask(() => log.roomsToCompact(limit)),
        writeSnapshot: (...args) => ask(() => log.writeSnapshot(...args)),
        deleteRoom: room => ask(() => log.deleteRoom(room)),
        forgetWorkspace: id => ask(() => log.forgetWorkspace(id)),
      }
    },
    commit: (fate = 'committed') => {
      const committing = held.filter(({ isAlive }) => isAlive())
      held = []
      for (const waiting of committing) void settle(waiting, fate)
      return committing.length > 0
    },
    workspaces: () => stored,
    save: () => copyWorkspaces(stored),
    restore: saved => {
      stored = copyWorkspaces(saved)
      log = createMemoryRoomLog({ workspaces: stored })
      held = []
    },
  }
}
