/**
 * What live sync is made of, put together: the hub around the log, the group commit before it, the guard, the reader,
 * and the sockets. Who may come in is handed over, so that the same parts can be measured behind other doors.
 */

import { systemClock } from '@weft/shared/env.ts'
import { createGate } from '../limits/gate.ts'
import { startCompactionSchedule } from '../rooms/compaction-schedule.ts'
import { createCompactor } from '../rooms/compactor.ts'
import { createFolder } from '../rooms/fold-in-worker.ts'
import { commitPace, createGroupCommit, type GroupCommit, groupCommitLimits } from '../rooms/group-commit.ts'
import type { Hints } from '../rooms/hints.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import type { ThreadLimits } from '../rooms/watched-thread.ts'
import { createHub } from './hub.ts'
import { createLive, type Live, type LiveDeps } from './live.ts'
import { createRoomReader } from './room-reader.ts'
import { createWriteGuard, type WriteGuardDeps } from './write-guard.ts'

/** How somebody comes in, and what they may then do. */
export interface Doors extends Pick<LiveDeps, 'readUpgrade' | 'tickets' | 'access' | 'watch'> {
  readonly accountsOf: WriteGuardDeps['accountsOf']
}

export interface LiveHalf extends Live {
  /** The one way into the log, for /sync too. */
  readonly commits: GroupCommit
  /** After the last connection is gone. */
  readonly stopCommits: () => Promise<void>
}

interface Deps extends Pick<LiveDeps, 'env' | 'logger' | 'epoch' | 'quotaOf' | 'trustedProxies'> {
  readonly roomLog: RoomLog
  readonly hints: Hints
  readonly doors: Doors
}

/** A room of 64 MiB is held while it is read: so many fit into memory. */
const readingsAtOnce = 4
/** Whoever restarts brings every device back at once; each of them opens a few rooms. */
const readingsWaiting = 10_000
/** Somebody waits for the answer: a room that takes longer is not one that can be joined. */
const answeringLimits: ThreadLimits = { watchdog: 10_000, memory: 512 }

export const createLiveHalf = ({ roomLog, hints, doors, ...deps }: Deps): LiveHalf => {
  const { logger } = deps
  const { clock } = deps.env
  const compaction = startCompactionSchedule({
    clock,
    compactor: createCompactor({ log: roomLog, folder: createFolder(clock), logger }),
  })
  const hub = createHub({ log: roomLog, hints, clock, logger })
  const commits = createGroupCommit(
    {
      append: updates => {
        compaction.noticeStored()
        return hub.append(updates)
      },
    },
    groupCommitLimits,
    // The database is as fast as it is, whatever clock a test turns.
    commitPace(systemClock),
  )
  const answering = createFolder(clock, answeringLimits)
  const { accountsOf, ...coming } = doors
  const live = createLive({
    ...deps,
    ...coming,
    log: roomLog,
    hub,
    commits,
    guard: createWriteGuard({ log: roomLog, accountsOf }),
    reader: createRoomReader({
      log: roomLog,
      folder: answering,
      gate: createGate({ atOnce: readingsAtOnce, longestQueue: readingsWaiting }),
    }),
  })

  return {
    ...live,
    commits,
    stopCommits: async () => {
      // Once more for a server that never listened.
      await live.stop()
      await commits.stop()
      hub.stop()
      await answering.stop()
      await compaction.stop()
    },
  }
}
