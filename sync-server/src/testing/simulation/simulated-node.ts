/**
 * One process of a simulated server: its real parts (sessions, hub, guard, group commit, exchange, compactor) over a
 * connection to the simulated database. What runs in threads runs in place, and everything stops where it is when the
 * process is killed.
 */

import type { Clock, Random } from '@weft/shared/env.ts'
import type { AccountId, DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import type { BulkDown } from '@weft/shared/protocol/bulk.ts'
import { ok } from '@weft/shared/result.ts'
import { pino } from 'pino'
import type { SessionId } from '../../db/account-tables.ts'
import { createGate } from '../../limits/gate.ts'
import { createPlaces } from '../../limits/places.ts'
import { manyRooms } from '../../live/dialect.ts'
import { createHub } from '../../live/hub.ts'
import type { LiveSocket } from '../../live/live-socket.ts'
import { createRoomReader } from '../../live/room-reader.ts'
import { type RunningSession, runSession } from '../../live/run-session.ts'
import { createWriteGuard } from '../../live/write-guard.ts'
import { createAnnouncingRoomLog } from '../../rooms/announcing-room-log.ts'
import { fold } from '../../rooms/compact.ts'
import { createCompactor } from '../../rooms/compactor.ts'
import type { Folder } from '../../rooms/fold-in-worker.ts'
import { commitPace, createGroupCommit, groupCommitLimits } from '../../rooms/group-commit.ts'
import type { createMemoryHints } from '../../rooms/memory-hints.ts'
import type { QuotaOf } from '../../rooms/log-quota.ts'
import type { Quota, RoomLog, RoomRef } from '../../rooms/room-log.ts'
import type { Access } from '../../sessions/access.ts'
import { type ExchangeDeps, openExchange } from '../../sync/exchange.ts'
import { createItemWriter, type ItemWriter } from '../../sync/item-writer.ts'
import { readItems } from '../../sync/read-items.ts'
import { type SyncLimits, syncLimits } from '../../sync/sync-limits.ts'
import { createTrials } from '../../sync/trials.ts'
import { createSimulatedResponse, type SimulatedResponse } from './simulated-response.ts'

export interface SimulatedNode {
  readonly accept: (device: DeviceId, socket: LiveSocket) => RunningSession
  /** Answers a request; `gone` aborts when the device does not listen any more. */
  readonly exchange: (
    question: SyncQuestion,
    body: AsyncIterator<Uint8Array>,
    gone: AbortSignal,
  ) => SimulatedResponse
  readonly compact: (room: RoomRef) => void
  /** How many sockets it serves, and in how many of these rooms it thinks that somebody is. */
  readonly held: (rooms: readonly RoomRef[]) => number
  /** From here on nothing of it happens. */
  readonly kill: () => void
}

export interface SyncQuestion {
  readonly device: DeviceId
  readonly workspaceId: WorkspaceId
  readonly limits: Partial<SyncLimits>
  /** What a lying server makes of its answer. */
  readonly lie: ((items: readonly BulkDown[]) => readonly BulkDown[]) | undefined
}

interface Deps {
  readonly connect: (isAlive: () => boolean) => RoomLog
  readonly hints: ReturnType<ReturnType<typeof createMemoryHints>['node']>
  readonly epoch: string
  readonly clock: Clock
  readonly random: Random
  /** Commits wait for company, on that clock. */
  readonly paced: boolean
  /** What each workspace may hold; undefined for any number of bytes. */
  readonly quota: () => Quota | undefined
}

/** All devices of a simulation are one person's. */
const accountId = 'acc_simulated' as AccountId
const sessionOf = (device: DeviceId): SessionId => `session ${device}` as SessionId
const access: Access = { may: async () => true }
const accountsOf: ExchangeDeps['accountsOf'] = async ids => ok(new Map(ids.map(id => [id, accountId])))

const folder: Folder = { fold: async input => fold(input), stop: async () => undefined }

const tickEvery = 1_000

export const createSimulatedNode = ({
  connect,
  hints,
  epoch,
  clock,
  random,
  paced,
  quota,
}: Deps): SimulatedNode => {
  let isAlive = true
  const sessions = new Set<RunningSession>()
  const responses = new Set<SimulatedResponse>()
  const shutdown = new AbortController()
  const logger = pino({ level: 'silent' })
  const ownClock: Clock = {
    now: clock.now,
    after: (milliseconds, callback) => clock.after(milliseconds, () => void (isAlive && callback())),
  }

  const log = createAnnouncingRoomLog(
    connect(() => isAlive),
    hints.announce,
  )
  const hub = createHub({ log, hints, clock: ownClock, logger })
  const commits = createGroupCommit(
    { append: hub.append },
    groupCommitLimits,
    paced ? commitPace(ownClock) : undefined,
  )
  const quotaOf: QuotaOf = async () => ok(quota())
  const guard = createWriteGuard({ log, accountsOf })
  const reader = createRoomReader({ log, folder, gate: createGate({ atOnce: 2, longestQueue: 100 }) })
  const compactor = createCompactor({ log, folder, logger })
  const places = createPlaces(1)
  const exchangeDeps: Omit<ExchangeDeps, 'limits'> = {
    log,
    commit: commits,
    access,
    accountsOf,
    quotaOf,
    trials: createTrials(ownClock, undefined, folder),
    epoch,
    clock: ownClock,
    largePlaces: places,
    reading: places,
    shutdown: shutdown.signal,
  }

  const tick = (): void => {
    for (const session of sessions) session.tick()
    ownClock.after(tickEvery, tick)
  }
  ownClock.after(tickEvery, tick)

  const answer = async (
    { device, workspaceId, limits: changed, lie }: SyncQuestion,
    body: AsyncIterator<Uint8Array>,
    response: SimulatedResponse,
    gone: AbortSignal,
  ): Promise<void> => {
    const limits = { ...syncLimits, ...changed }
    const items = readItems(body, { clock: ownClock, limits, places })
    const first = await items.next()
    if (first.done || !first.value.ok || first.value.value.type !== 'begin') return response.destroy()
    const caller = { sessionId: sessionOf(device), accountId, deviceId: device, workspaceId }
    const opened = await openExchange({ ...exchangeDeps, limits }, caller, first.value.value)
    if (!opened.ok) return response.destroy()
    const writer = createItemWriter({ response, clock: ownClock, limits })
    const told: BulkDown[] = []
    const done = await opened.value.run(items, lie === undefined ? writer : noteItems(told), gone)
    if (!done.ok) return response.destroy()
    for (const item of lie?.(told) ?? []) await writer.send(item, limits.bufferedAnswers)
    response.end()
  }

  return {
    accept: (device, socket) => {
      const session = runSession(
        {
          env: { clock: ownClock, random },
          logger,
          epoch,
          tickets: {
            redeem: async () => ({ sessionId: sessionOf(device), accountId, deviceId: device }),
          },
          access,
          log,
          hub,
          guard,
          quotaOf,
          reader,
          commits,
        },
        manyRooms,
        socket,
        () => null,
      )
      sessions.add(session)
      return {
        ...session,
        gone: () => {
          sessions.delete(session)
          if (isAlive) session.gone()
        },
      }
    },
    exchange: (question, body, gone) => {
      const response = createSimulatedResponse()
      if (!isAlive) {
        response.destroy()
        return response
      }
      responses.add(response)
      gone.addEventListener('abort', response.destroy, { once: true })
      void answer(question, body, response, gone).finally(() => responses.delete(response))
      return response
    },
    compact: room => void compactor.compact(room),
    held: rooms => sessions.size + rooms.filter(room => !hub.isEmpty(room)).length,
    kill: () => {
      isAlive = false
      hub.stop()
      for (const response of responses) response.destroy()
    },
  }
}

const noteItems = (told: BulkDown[]): ItemWriter => ({
  send: async item => {
    told.push(item)
    return ok(undefined)
  },
  sent: () => 0,
})
