/** A session on a socket that the test holds in its hand, over the log in memory. */

import { systemRandom } from '@weft/shared/env.ts'
import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { type DownMessage, encodeUp, parseDown, type UpMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { ok } from '@weft/shared/result.ts'
import { testClock, type TestClock } from '@weft/shared/testing/env.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { SessionId } from '../db/account-tables.ts'
import { createGate } from '../limits/gate.ts'
import { manyRooms } from '../live/dialect.ts'
import { createHub, type Hub } from '../live/hub.ts'
import { createRoomReader } from '../live/room-reader.ts'
import { type RunningSession, runSession } from '../live/run-session.ts'
import { createWriteGuard } from '../live/write-guard.ts'
import { fold } from '../rooms/compact.ts'
import { createGroupCommit, type GroupCommitLimits } from '../rooms/group-commit.ts'
import { createQuotaOf } from '../rooms/log-quota.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import type { RoomLog, RoomRef } from '../rooms/room-log.ts'
import type { WorkspaceAction } from '../sessions/access.ts'
import { deviceId, roomId, workspaceId } from './ids.ts'

export const testRoom: RoomRef = { workspaceId: workspaceId(1), roomId: roomId(1) }

export interface HeldSession extends RunningSession {
  readonly say: (message: UpMessage) => void
  readonly sayFrame: (joinId: number, frame: RoomFrame) => void
  readonly heard: readonly DownMessage[]
  readonly frames: () => readonly RoomFrame[]
  /** The code that it was closed with. */
  readonly closedWith: () => number | undefined
  readonly isPaused: () => boolean
  readonly pings: () => number
  readonly isTerminated: () => boolean
  /** How much the other side has not taken. */
  readonly setBuffered: (bytes: number) => void
}

export interface HeldServer {
  readonly clock: TestClock
  readonly hub: Hub
  readonly log: RoomLog
  /** As somebody else, a device by number; two accounts have the even and the odd ones. */
  readonly connect: (device?: number) => HeldSession
  /** Says hello and opens the room as join 1. */
  readonly join: (device?: number, clientIds?: readonly number[]) => Promise<HeldSession>
}

interface Options {
  /** Between the server and its log. */
  readonly through?: (memory: RoomLog) => RoomLog
  readonly may?: (action: WorkspaceAction) => boolean
  readonly limits?: GroupCommitLimits
  /** Of each workspace. */
  readonly quota?: number | null
}

/** Until everything that was begun has ended. */
export const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 6; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

const accountOf = (device: DeviceId): AccountId =>
  [1, 3, 5].some(index => device === deviceId(index)) ? ('acc_odd' as AccountId) : ('acc_even' as AccountId)

export const runHeldServer = async ({
  through = same => same,
  may = () => true,
  limits,
  quota = null,
}: Options = {}): Promise<HeldServer> => {
  const clock = testClock()
  const logger = pino({ level: 'silent' })
  const memory = createMemoryRoomLog()
  await memory.createWorkspace(testRoom.workspaceId)
  const log = through(memory)
  const hub = createHub({ log, hints: createMemoryHints().node(), clock, logger })
  onTestFinished(hub.stop)
  const commits = createGroupCommit({ append: hub.append }, limits)
  const guard = createWriteGuard({
    log,
    accountsOf: async ids => ok(new Map(ids.map(id => [id, accountOf(id)]))),
  })
  const quotaOf = createQuotaOf({ quota, usedElsewhere: async () => ok(0), clock })
  const folder = {
    fold: async (input: Parameters<typeof fold>[0]) => fold(input),
    stop: async () => undefined,
  }
  const reader = createRoomReader({ log, folder, gate: createGate({ atOnce: 2, longestQueue: 2 }) })

  const connect = (device = 1): HeldSession => {
    const heard: DownMessage[] = []
    let closedWith: number | undefined
    let paused = false
    let pings = 0
    let terminated = false
    let buffered = 0
    let onSent: (() => void)[] = []
    const seqByJoin = new Map<number, number>()
    const id = deviceId(device)
    const session = runSession(
      {
        env: { clock, random: systemRandom },
        logger,
        epoch: 'epoch',
        tickets: {
          redeem: async (_kind, ticket) =>
            ticket === 'good'
              ? { sessionId: String(device) as SessionId, accountId: accountOf(id), deviceId: id }
              : null,
        },
        access: { may: async (_session, action) => may(action) },
        log,
        hub,
        guard,
        quotaOf,
        reader,
        commits,
      },
      manyRooms,
      {
        get bufferedAmount() {
          return buffered
        },
        send: (bytes, sent) => {
          const parsed = parseDown(bytes)
          if (!parsed.ok) throw new Error(parsed.error.type)
          heard.push(parsed.value)
          if (sent !== undefined) onSent.push(sent)
        },
        pause: () => {
          paused = true
        },
        resume: () => {
          paused = false
        },
        ping: () => {
          pings += 1
        },
        close: code => {
          closedWith = code
        },
        terminate: () => {
          terminated = true
        },
      },
      () => null,
    )
    const say = (message: UpMessage): void => session.receive(encodeUp(message))
    return {
      ...session,
      say,
      sayFrame: (joinId, frame) => {
        const seq = (seqByJoin.get(joinId) ?? 0) + 1
        seqByJoin.set(joinId, seq)
        say({ type: 'room', joinId, seq, frame: encodeRoomFrame(frame) })
      },
      heard,
      frames: () =>
        heard.flatMap(message => {
          const frame = message.type === 'room' ? parseRoomFrame(message.frame) : undefined
          return frame?.ok ? [frame.value] : []
        }),
      closedWith: () => closedWith,
      isPaused: () => paused,
      pings: () => pings,
      isTerminated: () => terminated,
      setBuffered: bytes => {
        buffered = bytes
        const told = onSent
        onSent = []
        for (const sent of told) sent()
      },
    }
  }

  return {
    clock,
    hub,
    log,
    connect,
    join: async (device = 1, clientIds = []) => {
      const session = connect(device)
      session.say({ type: 'hello', version: wireVersion, ticket: 'good' })
      session.say({ type: 'open', joinId: 1, ...testRoom, clientIds })
      await rest()
      return session
    },
  }
}
