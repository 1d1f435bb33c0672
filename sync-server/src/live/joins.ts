/** The rooms of one socket: finding them, storing what comes, answering what is asked, and telling the session. */

import { unreachable } from '@weft/shared/assert.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { type CloseName, closeCodes } from '@weft/shared/protocol/close-codes.ts'
import type { UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import type { Settled } from '@weft/shared/protocol/room-frame.ts'
import type { Logger } from 'pino'
import type { AppendError, GroupCommit } from '../rooms/group-commit.ts'
import type { QuotaOf } from '../rooms/log-quota.ts'
import type { RoomLog, RoomRef } from '../rooms/room-log.ts'
import type { Access } from '../sessions/access.ts'
import type { TicketHolder } from '../sessions/tickets.ts'
import type { Hub } from './hub.ts'
import { isHeld } from './is-held.ts'
import type { LiveSocket } from './live-socket.ts'
import type { Member } from './members.ts'
import type { RoomReader } from './room-reader.ts'
import type { SessionEffect, SessionEvent, SessionKind } from './session-state.ts'
import type { HeldState } from './step1-answer.ts'
import type { WriteGuard } from './write-guard.ts'

export interface JoinDeps {
  readonly access: Access
  readonly log: Pick<RoomLog, 'readRooms'>
  readonly hub: Hub
  readonly guard: WriteGuard
  readonly quotaOf: QuotaOf
  readonly reader: RoomReader
  readonly commits: Pick<GroupCommit, 'append' | 'whenFree'>
  readonly logger: Logger
  readonly kind: SessionKind
  readonly socket: LiveSocket
  readonly holder: () => TicketHolder
  readonly dispatch: (event: SessionEvent) => void
  readonly onLogFull: (whenFree: Promise<void>) => void
}

type JoinEffect = Extract<
  SessionEffect,
  { readonly type: 'begin-join' | 'leave' | 'store' | 'answer-step1' | 'relay' }
>

export interface Joins {
  readonly perform: (effect: JoinEffect) => void
  readonly leaveAll: () => void
  readonly workspaces: () => readonly WorkspaceId[]
  /** Resolves when everything that was begun has its answer. */
  readonly settled: () => Promise<void>
}

interface Stay extends Member {
  mayWrite: boolean
  /** What the log held when this join was last answered. */
  held: HeldState | undefined
}

/** Above every number: a room's head without its rows. */
const noRows = Number.MAX_SAFE_INTEGER

export const createJoins = (deps: JoinDeps): Joins => {
  const { access, log, hub, guard, quotaOf, reader, commits, logger, kind, socket, dispatch } = deps
  const stays = new Map<number, Stay>()
  const underWay = new Set<Promise<void>>()
  let settledByJoin = new Map<number, Settled[]>()

  /** Whatever a database throws is the end of this socket, and of nothing else. */
  const start = (work: () => Promise<void>): void => {
    const run = work()
      .catch((cause: unknown) => endSocket('storageFailed', cause))
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  const endSocket = (close: CloseName, cause?: unknown): void => {
    if (cause !== undefined) logger.warn({ err: cause }, 'a socket is closed because the log did not answer')
    dispatch({ type: 'end-asked', close, reason: closeCodes[close].meaning })
  }

  const leave = (joinId: number): void => {
    const stay = stays.get(joinId)
    if (stay === undefined) return
    stays.delete(joinId)
    hub.leave(stay)
    if (hub.isEmpty(stay.room)) guard.forget(stay.room)
  }

  const begin = async (joinId: number, room: RoomRef, clientIds: readonly number[]): Promise<void> => {
    const stay: Stay = {
      room,
      socket,
      mayWrite: false,
      held: undefined,
      deliver: relayed => dispatch({ type: 'relayed', joinId, relayed }),
    }
    stays.set(joinId, stay)
    const found = await find(stay, clientIds)
    // It was left meanwhile, and that has been told.
    if (stays.get(joinId) !== stay) return hub.leave(stay)
    if (typeof found === 'number') dispatch({ type: 'join-opened', joinId, head: found })
    else dispatch({ type: 'join-ended', joinId, close: found })
  }

  /** The room's head. It is read after the hub was joined, so that nothing falls between (M10). */
  const find = async (stay: Stay, clientIds: readonly number[]): Promise<number | CloseName> => {
    const { room } = stay
    const { sessionId, accountId, deviceId } = deps.holder()
    stay.mayWrite = await access.may(sessionId, 'write', room.workspaceId)
    if (!stay.mayWrite && !(await access.may(sessionId, 'read', room.workspaceId))) return 'roomForbidden'
    const joined = await hub.join(stay)
    if (!joined.ok) return 'storageFailed'
    const announced = await guard.announce(room, { accountId, deviceId }, clientIds)
    if (!announced.ok) return 'storageFailed'
    if (!announced.value) return 'clientIdTaken'
    const contents = await log.readRooms(room.workspaceId, [room.roomId], noRows)
    if (!contents.ok) return 'storageFailed'
    const [content] = contents.value
    return content?.deleted ? 'roomGone' : (content?.headSeq ?? 0)
  }

  const answerStep1 = async (joinId: number, stateVector: Uint8Array): Promise<void> => {
    const stay = stays.get(joinId)
    if (stay === undefined) return
    const answer = await reader.answer(stay.room, stateVector)
    if (answer.ok) {
      stay.held = answer.value.type === 'frames' ? answer.value.held : undefined
      return dispatch({ type: 'step1-answered', joinId, answer: answer.value })
    }
    if (answer.error.type === 'room-busy') return dispatch({ type: 'join-ended', joinId, close: 'tooFast' })
    endSocket('storageFailed', answer.error)
  }

  const store = async (joinId: number, seq: number, update: Uint8Array): Promise<void> => {
    const stay = stays.get(joinId)
    if (stay === undefined) return
    if (!stay.mayWrite) return dispatch({ type: 'update-refused', joinId, seq, reason: 'write-forbidden' })
    const { accountId, deviceId } = deps.holder()
    const judged = await guard.judge(stay.room, { accountId, deviceId }, update, kind === 'one-room')
    if (!judged.ok && judged.error.type === 'update-refused')
      return dispatch({ type: 'update-refused', joinId, seq, reason: judged.error.reason })
    if (!judged.ok) return endSocket('storageFailed', judged.error)
    // Its device lost access while it was judged.
    if (stays.get(joinId) !== stay) return
    if (stay.held !== undefined && isHeld(judged.value, stay.held)) return settle(joinId, { seq, number: 0 })
    await append(stay, joinId, seq, { update, facts: judged.value, deviceId })
  }

  const append = async (
    stay: Stay,
    joinId: number,
    seq: number,
    { update, facts, deviceId }: Judged,
  ): Promise<void> => {
    const quota = await quotaOf(stay.room, facts)
    if (!quota.ok) return endSocket('storageFailed', quota.error)
    const pushed = { ...stay.room, deviceId, bytes: update, quota: quota.value, origin: stay }
    const appended = await commits.append(pushed)
    if (!appended.ok) return onAppendError(appended.error, stay, joinId, seq, { update, facts, deviceId })
    switch (appended.value.type) {
      case 'stored':
        guard.noticeStored(stay.room, facts)
        return settle(joinId, { seq, number: appended.value.repeated ? 0 : appended.value.seq })
      case 'quota-exceeded':
        return dispatch({ type: 'update-refused', joinId, seq, reason: 'quota-exceeded' })
      case 'room-deleted':
      case 'workspace-unknown':
        return dispatch({ type: 'join-ended', joinId, close: 'roomGone' })
      default:
        return unreachable(appended.value)
    }
  }

  const onAppendError = async (
    error: AppendError,
    stay: Stay,
    joinId: number,
    seq: number,
    judged: Judged,
  ): Promise<void> => {
    switch (error.type) {
      case 'queue-full': {
        const whenFree = commits.whenFree()
        deps.onLogFull(whenFree)
        await whenFree
        return append(stay, joinId, seq, judged)
      }
      case 'log-stopped':
        return endSocket('serverStopping')
      case 'log-unavailable':
      case 'log-timeout':
      case 'log-full':
      case 'log-failed':
      case 'outcome-unknown':
        return endSocket('storageFailed', error)
      default:
        return unreachable(error)
    }
  }

  /** One ack for all of a join that one commit held: their answers come in one turn. */
  const settle = (joinId: number, settled: Settled): void => {
    if (settledByJoin.size === 0) queueMicrotask(tellSettled)
    settledByJoin.set(joinId, [...(settledByJoin.get(joinId) ?? []), settled])
  }

  const tellSettled = (): void => {
    const told = settledByJoin
    settledByJoin = new Map()
    for (const [joinId, settled] of told) dispatch({ type: 'updates-stored', joinId, settled })
  }

  return {
    perform: effect => {
      switch (effect.type) {
        case 'begin-join':
          return start(() => begin(effect.joinId, effect.room, effect.clientIds))
        case 'leave':
          return leave(effect.joinId)
        case 'store':
          return start(() => store(effect.joinId, effect.seq, effect.update))
        case 'answer-step1':
          return start(() => answerStep1(effect.joinId, effect.stateVector))
        case 'relay': {
          const stay = stays.get(effect.joinId)
          return stay === undefined ? undefined : hub.relay(stay, effect.frame)
        }
        default:
          return unreachable(effect)
      }
    },
    leaveAll: () => {
      for (const joinId of stays.keys()) leave(joinId)
    },
    workspaces: () => [...new Set([...stays.values()].map(({ room }) => room.workspaceId))],
    settled: async () => {
      await Promise.all(underWay)
      // Behind the microtask that tells them.
      await Promise.resolve()
    },
  }
}

interface Judged {
  readonly update: Uint8Array
  readonly facts: UpdateFacts
  readonly deviceId: TicketHolder['deviceId']
}
