/**
 * The store for what comes in bulk, such as an import: commits that come while one is under way are the next transaction
 * together, and a room that is known not to be here is not looked for. A transaction costs more than what a small thread
 * writes in it, and every one of them makes pages read again.
 *
 * A group stands or falls together: where one commit of it cannot be stored, none is, and each caller is told so.
 */

import { must } from '@weft/shared/assert.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { DexieStore } from './dexie-store.ts'
import type { RoomRef } from './room-ref.ts'
import type { Commit, HeadMoved, StorageError, Store, StoredRoom } from './store.ts'

export interface BulkStore extends Store {
  /**
   * Until they are committed they are read without the database: their next `load`, and each `since` after it. Who is wrong
   * finds the head moved at the commit.
   */
  readonly expectAbsent: (rooms: readonly RoomRef[]) => void
}

export interface BulkStoreDeps {
  /** For everything but commits. */
  readonly store: Store
  /** May be through a connection of which pages hear nothing: `committed` is told what they are to hear. */
  readonly commitAll: DexieStore['commitAll']
  readonly committed?: (commits: readonly Commit[]) => void
  /** Commits in one transaction; a longer one holds up the person's own for longer. */
  readonly maxGroup: number
}

type Committed = Result<number, HeadMoved | StorageError>

interface Waiting {
  readonly commit: Commit
  readonly resolve: (committed: Committed) => void
}

const addressOf = ({ workspaceId, roomId }: RoomRef): string => `${workspaceId}/${roomId}`

const absentRoom: StoredRoom = {
  head: 0,
  materialized: 0,
  snapshot: null,
  updates: [],
  waiting: [],
  marks: new Map(),
  damaged: 0,
}

export const createBulkStore = ({
  store,
  commitAll,
  committed = () => {},
  maxGroup,
}: BulkStoreDeps): BulkStore => {
  const absent = new Set<string>()
  /** Loaded as absent, and not committed yet. */
  const fresh = new Set<string>()
  let waiting: readonly Waiting[] = []
  let isRunning = false

  /** The oldest of each room: two of one room build on each other. */
  const takeGroup = (): readonly Waiting[] => {
    const rooms = new Set<string>()
    const group: Waiting[] = []
    const left: Waiting[] = []
    for (const each of waiting) {
      const address = addressOf(each.commit)
      if (group.length < maxGroup && !rooms.has(address)) group.push(each)
      else left.push(each)
      rooms.add(address)
    }
    waiting = left
    return group
  }

  const run = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) {
      const group = takeGroup()
      const commits = group.map(({ commit }) => commit)
      const written = await commitAll(commits)
      if (written.ok) committed(commits)
      for (const [index, { resolve }] of group.entries())
        resolve(written.ok ? must(written.value[index], 'an answer to each commit') : written)
    }
    isRunning = false
  }

  return {
    ...store,
    expectAbsent: rooms => {
      for (const room of rooms) absent.add(addressOf(room))
    },
    load: async room => {
      const address = addressOf(room)
      // Loaded once more, it is looked for.
      if (!absent.delete(address)) {
        fresh.delete(address)
        return store.load(room)
      }
      fresh.add(address)
      return ok(absentRoom)
    },
    since: async (room, number) => (fresh.has(addressOf(room)) ? ok([]) : store.since(room, number)),
    commit: commit =>
      new Promise(resolve => {
        absent.delete(addressOf(commit))
        fresh.delete(addressOf(commit))
        waiting = [...waiting, { commit, resolve }]
        if (!isRunning) void run()
      }),
  }
}
