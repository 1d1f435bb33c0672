/**
 * One socket as a pure step: what it says and what happens to it go in, what is to be done comes out. It knows no
 * WebSocket, no database and no clock; `run-session.ts` performs its effects and brings their answers back as events.
 *
 * A session is `awaiting-hello`, then `checking-ticket`, then `open` with any number of joins, then `closed`, and never
 * goes back. What one join does or suffers ends that join and no other.
 */

import { assert, unreachable } from '@weft/shared/assert.ts'
import { type CloseName, closeCodes } from '@weft/shared/protocol/close-codes.ts'
import {
  maxRoomsPerSocket,
  relayedFramesBurst,
  relayedFramesPerSecond,
} from '@weft/shared/protocol/limits.ts'
import type { DownMessage, MessageError, UpMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import {
  initialServerJoin,
  type ServerJoinEffect,
  type ServerJoinEvent,
  stepServerJoin,
} from '@weft/shared/protocol/server-join.ts'
import { serves, wireVersion } from '@weft/shared/protocol/version.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { fullBucket, type Rate, takeFrom } from '../limits/bucket.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { Relayed } from './relayed.ts'
import type {
  Join,
  OpenSession,
  SessionEffect,
  SessionEvent,
  SessionKind,
  SessionState,
  SessionStep,
} from './session-state.ts'
import type { Step1Answer } from './step1-answer.ts'

/** What waits for `opened`. A room that is written to faster than it is found is joined again later. */
export const maxHeldFrames = 256

const relayRate: Rate = { burst: relayedFramesBurst, perSecond: relayedFramesPerSecond }

export const initialSession = (kind: SessionKind): SessionState => ({ type: 'awaiting-hello', kind })

/** Messages that follow wait: what they mean depends on an answer that is under way. */
export const isWaiting = (state: SessionState): boolean => {
  if (state.type !== 'open') return state.type === 'checking-ticket'
  if (state.kind === 'many-rooms') return false
  // Asked after each event: no list of joins is made for it.
  for (const { type } of state.joins.values()) if (type === 'opening') return true
  return false
}

const send = (message: DownMessage, droppable = false): SessionEffect => ({
  type: 'send',
  message,
  droppable,
})

const sendFrame = (joinId: number, frame: RoomFrame): SessionEffect =>
  send({ type: 'room', joinId, seq: 0, frame: encodeRoomFrame(frame) })

const closeWith = (close: CloseName, reason: string = closeCodes[close].meaning): SessionStep => [
  { type: 'closed' },
  [{ type: 'close', close, reason }],
]

const withJoin = (state: OpenSession, joinId: number, join: Join): OpenSession => ({
  ...state,
  joins: new Map(state.joins).set(joinId, join),
})

const withoutJoin = (state: OpenSession, joinId: number): OpenSession => {
  const joins = new Map(state.joins)
  joins.delete(joinId)
  return { ...state, joins }
}

/** `close` null: the client knows, and nothing is said. */
const endJoin = (state: OpenSession, joinId: number, close: CloseName | null): SessionStep => {
  if (state.kind === 'one-room') return closeWith(close ?? 'messageTooLarge')
  const leave: SessionEffect = { type: 'leave', joinId }
  if (close === null) return [withoutJoin(state, joinId), [leave]]
  const { code, meaning } = closeCodes[close]
  return [withoutJoin(state, joinId), [leave, send({ type: 'closed', joinId, code, reason: meaning })]]
}

/** Says `use-bulk`, which ends the join (J6). A stock client does not know it, and is closed. */
const endForBulk = (state: OpenSession, joinId: number): SessionStep => {
  const [ended, effects] = endJoin(state, joinId, null)
  return [ended, [sendFrame(joinId, { type: 'use-bulk' }), ...effects]]
}

const onHello = (
  kind: SessionKind,
  { version, ticket }: Extract<UpMessage, { readonly type: 'hello' }>,
): SessionStep => {
  switch (serves(version)) {
    case 'served':
      return [{ type: 'checking-ticket', kind }, [{ type: 'redeem', ticket }]]
    case 'client-too-old':
      return closeWith('clientTooOld')
    case 'client-too-new':
      return closeWith('clientTooNew')
  }
}

const onTicket = (
  kind: SessionKind,
  { holder, epoch, now }: Extract<SessionEvent, { readonly type: 'ticket-answered' }>,
): SessionStep => {
  if (holder === null) return closeWith('ticketRefused')
  const open: OpenSession = {
    type: 'open',
    kind,
    holder,
    joins: new Map(),
    lastJoinId: 0,
    relays: fullBucket(relayRate, now),
  }
  return [open, [send({ type: 'welcome', version: wireVersion, epoch })]]
}

const onOpen = (
  state: OpenSession,
  { joinId, workspaceId, roomId, clientIds }: Extract<UpMessage, { readonly type: 'open' }>,
): SessionStep => {
  if (joinId <= state.lastJoinId) return closeWith('protocolBroken')
  const counted = { ...state, lastJoinId: joinId }
  if (state.joins.size >= maxRoomsPerSocket) return endJoin(counted, joinId, 'tooFast')
  const room: RoomRef = { workspaceId, roomId }
  return [
    withJoin(counted, joinId, { type: 'opening', room, held: [] }),
    [{ type: 'begin-join', joinId, room, clientIds }],
  ]
}

const onRoom = (
  state: OpenSession,
  { joinId, seq, frame: bytes }: Extract<UpMessage, { readonly type: 'room' }>,
  now: number,
): SessionStep => {
  const join = state.joins.get(joinId)
  // Of a join that has ended: the two crossed (M8).
  if (join === undefined) return [state, []]
  if (join.type === 'opening') return endJoin(state, joinId, 'protocolBroken')
  const parsed = parseRoomFrame(bytes)
  if (!parsed.ok && parsed.error.type === 'frame-too-large') return endJoin(state, joinId, 'messageTooLarge')
  if (!parsed.ok && parsed.error.type === 'frame-malformed') return endJoin(state, joinId, 'protocolBroken')
  // A type that only a later version knows is ignored, but it was counted (F6, J10).
  const frame: RoomFrame = parsed.ok ? parsed.value : { type: 'no-op' }
  return stepJoin(state, joinId, { type: 'frame-received', seq, frame }, now)
}

const onMessage = (state: OpenSession, message: UpMessage, now: number): SessionStep => {
  switch (message.type) {
    case 'hello':
      return closeWith('protocolBroken')
    case 'open':
      return onOpen(state, message)
    case 'close':
      return state.joins.has(message.joinId) ? endJoin(state, message.joinId, null) : [state, []]
    case 'room':
      return onRoom(state, message, now)
    case 'ping':
      return [state, [send({ type: 'pong', token: message.token })]]
    default:
      return unreachable(message)
  }
}

/** Takes an event through the join's own step and its effects through ours. */
const stepJoin = (
  state: OpenSession,
  joinId: number,
  event: ServerJoinEvent,
  now: number | null = null,
): SessionStep => {
  const join = state.joins.get(joinId)
  if (join?.type !== 'open') return [state, []]
  const [server, effects] = stepServerJoin(join.server, event)
  let step: SessionStep = [withJoin(state, joinId, { ...join, server }), []]
  for (const effect of effects) {
    const [current, done] = step
    if (current.type !== 'open') break
    const [next, more] = onJoinEffect(current, joinId, effect, now)
    step = [next, [...done, ...more]]
  }
  return step
}

const onJoinEffect = (
  state: OpenSession,
  joinId: number,
  effect: ServerJoinEffect,
  now: number | null,
): SessionStep => {
  switch (effect.type) {
    case 'store':
      return [state, [{ type: 'store', joinId, seq: effect.seq, update: effect.update }]]
    case 'answer-step1':
      return askStep1(state, joinId, effect.stateVector)
    case 'relay': {
      assert(now !== null, 'only what was received is relayed')
      const relays = takeFrom(state.relays, 1, relayRate, now)
      if (relays === null) return [state, []]
      return [{ ...state, relays }, [{ type: 'relay', joinId, frame: effect.frame }]]
    }
    case 'send':
      return [state, [sendFrame(joinId, effect.frame)]]
    case 'end':
      return endJoin(state, joinId, effect.close)
    default:
      return unreachable(effect)
  }
}

const askStep1 = (state: OpenSession, joinId: number, stateVector: Uint8Array): SessionStep => {
  const join = state.joins.get(joinId)
  if (join?.type !== 'open') return [state, []]
  if (join.asked.type !== 'nothing')
    return [withJoin(state, joinId, { ...join, asked: { type: 'again', stateVector } }), []]
  return [
    withJoin(state, joinId, { ...join, asked: { type: 'once' } }),
    [{ type: 'answer-step1', joinId, stateVector }],
  ]
}

const onStep1Answer = (state: OpenSession, joinId: number, answer: Step1Answer): SessionStep => {
  const join = state.joins.get(joinId)
  if (join?.type !== 'open') return [state, []]
  switch (answer.type) {
    case 'frames': {
      const { asked } = join
      const frames = [
        sendFrame(joinId, { type: 'sync-step2', update: answer.update }),
        sendFrame(joinId, { type: 'sync-step1', stateVector: answer.stateVector }),
      ]
      const answered = withJoin(state, joinId, { ...join, asked: { type: 'nothing' } })
      if (asked.type !== 'again') return [answered, frames]
      const [next, more] = askStep1(answered, joinId, asked.stateVector)
      return [next, [...frames, ...more]]
    }
    case 'use-bulk':
      return endForBulk(state, joinId)
    case 'state-vector-malformed':
      return endJoin(state, joinId, 'protocolBroken')
    default:
      return unreachable(answer)
  }
}

const onRelayed = (state: OpenSession, joinId: number, relayed: Relayed): SessionStep => {
  const join = state.joins.get(joinId)
  if (join === undefined) return [state, []]
  if (relayed.type === 'ended') return endJoin(state, joinId, relayed.close)
  if (join.type === 'opening') {
    if (relayed.type === 'frame' && relayed.droppable) return [state, []]
    if (join.held.length >= maxHeldFrames) return endJoin(state, joinId, 'tooFast')
    return [withJoin(state, joinId, { ...join, held: [...join.held, relayed] }), []]
  }
  if (relayed.type === 'too-large') return endForBulk(state, joinId)
  const { seq, frame, droppable } = relayed
  return [state, [send({ type: 'room', joinId, seq, frame }, droppable)]]
}

const onJoinOpened = (state: OpenSession, joinId: number, head: number): SessionStep => {
  const join = state.joins.get(joinId)
  if (join?.type !== 'opening') return [state, []]
  const { room, held } = join
  let step: SessionStep = [
    withJoin(state, joinId, { type: 'open', room, server: initialServerJoin, asked: { type: 'nothing' } }),
    [send({ type: 'opened', joinId, head })],
  ]
  for (const relayed of held) {
    const [current, done] = step
    if (current.type !== 'open') break
    const [next, more] = onRelayed(current, joinId, relayed)
    step = [next, [...done, ...more]]
  }
  return step
}

const onAccessLost = (state: OpenSession, workspaceId: WorkspaceId): SessionStep => {
  let step: SessionStep = [state, []]
  for (const [joinId, { room }] of state.joins) {
    const [current, done] = step
    if (room.workspaceId !== workspaceId || current.type !== 'open') continue
    const [next, more] = endJoin(current, joinId, 'roomForbidden')
    step = [next, [...done, ...more]]
  }
  return step
}

const onOpenEvent = (state: OpenSession, event: SessionEvent): SessionStep => {
  switch (event.type) {
    case 'message-received':
      if (event.message.ok) return onMessage(state, event.message.value, event.now)
      return onMessageError(state, event.message.error)
    case 'join-opened':
      return onJoinOpened(state, event.joinId, event.head)
    case 'join-ended':
      return state.joins.has(event.joinId) ? endJoin(state, event.joinId, event.close) : [state, []]
    case 'relayed':
      return onRelayed(state, event.joinId, event.relayed)
    case 'step1-answered':
      return onStep1Answer(state, event.joinId, event.answer)
    case 'updates-stored':
    case 'update-refused':
      return stepJoin(state, event.joinId, event)
    case 'access-lost':
      return onAccessLost(state, event.workspaceId)
    case 'no-op-due':
      return [state, [...state.joins.keys()].map(joinId => sendFrame(joinId, { type: 'no-op' }))]
    case 'ticket-answered':
    case 'hello-late':
    case 'end-asked':
      return [state, []]
    default:
      return unreachable(event)
  }
}

const onMessageError = (state: SessionState, { type }: MessageError): SessionStep => {
  if (type === 'message-unknown') return [state, []]
  return closeWith(type === 'message-too-large' ? 'messageTooLarge' : 'protocolBroken')
}

export const stepSession = (state: SessionState, event: SessionEvent): SessionStep => {
  if (state.type === 'closed') return [state, []]
  if (event.type === 'end-asked') return closeWith(event.close, event.reason)
  switch (state.type) {
    case 'awaiting-hello':
      if (event.type === 'hello-late') return closeWith('helloMissing')
      if (event.type !== 'message-received') return [state, []]
      if (!event.message.ok) return onMessageError(state, event.message.error)
      if (event.message.value.type !== 'hello') return closeWith('protocolBroken')
      return onHello(state.kind, event.message.value)
    case 'checking-ticket':
      if (event.type === 'hello-late') return closeWith('helloMissing')
      assert(event.type !== 'message-received', 'messages wait while a ticket is checked')
      return event.type === 'ticket-answered' ? onTicket(state.kind, event) : [state, []]
    case 'open':
      return onOpenEvent(state, event)
    default:
      return unreachable(state)
  }
}
