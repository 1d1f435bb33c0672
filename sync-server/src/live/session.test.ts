/** The step of a session: a table of what it does, and that nothing which comes can break it. */

import fc from 'fast-check'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import {
  maxAnnouncedIds,
  maxRoomsPerSocket,
  maxSyncFrameBytes,
  relayedFramesBurst,
  relayedFramesPerSecond,
} from '@weft/shared/protocol/limits.ts'
import { parseUp, type UpMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import type { AccountId } from '@weft/shared/ids.ts'
import { expect, test } from 'vitest'
import type { SessionId } from '../db/account-tables.ts'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import type { Relayed } from './relayed.ts'
import { initialSession, isWaiting, maxHeldFrames, stepSession } from './session.ts'
import type { SessionEffect, SessionEvent, SessionKind, SessionState } from './session-state.ts'

const holder = { sessionId: '1' as SessionId, accountId: 'acc_a' as AccountId, deviceId: deviceId(1) }

const said = (value: UpMessage, now = 0): SessionEvent => ({
  type: 'message-received',
  message: { ok: true, value },
  now,
})
const hello = said({ type: 'hello', version: wireVersion, ticket: 'ticket' })
const ticketAnswered: SessionEvent = { type: 'ticket-answered', holder, epoch: 'epoch', now: 0 }
const open = (joinId: number, room = joinId): SessionEvent =>
  said({ type: 'open', joinId, workspaceId: workspaceId(1), roomId: roomId(room), clientIds: [7] })
const frame = (joinId: number, seq: number, value: RoomFrame, now = 0): SessionEvent =>
  said({ type: 'room', joinId, seq, frame: encodeRoomFrame(value) }, now)
const opened = (joinId: number): SessionEvent => ({ type: 'join-opened', joinId, head: 3 })
const relayed = (joinId: number, droppable = false): SessionEvent => ({
  type: 'relayed',
  joinId,
  relayed: { type: 'frame', seq: 9, frame: Uint8Array.of(1), droppable },
})

const run = (events: readonly SessionEvent[], kind: SessionKind = 'many-rooms') => {
  let state: SessionState = initialSession(kind)
  let last: readonly SessionEffect[] = []
  for (const event of events) [state, last] = stepSession(state, event)
  return { state, last }
}

const joined = [hello, ticketAnswered, open(1), opened(1)]
const closing = (code: keyof typeof closeCodes) => [expect.objectContaining({ type: 'close', close: code })]
const closedJoin = (joinId: number, name: keyof typeof closeCodes) => [
  { type: 'leave', joinId },
  {
    type: 'send',
    droppable: false,
    message: { type: 'closed', joinId, code: closeCodes[name].code, reason: closeCodes[name].meaning },
  },
]
const update = Uint8Array.of(0, 0)
const typesOf = (effects: readonly SessionEffect[]): readonly string[] =>
  effects.map(effect => {
    if (effect.type !== 'send') return effect.type
    if (effect.message.type !== 'room') return effect.message.type
    const parsed = parseRoomFrame(effect.message.frame)
    return parsed.ok ? parsed.value.type : parsed.error.type
  })

const table: readonly (readonly [string, readonly SessionEvent[], unknown])[] = [
  ['M1: a hello is checked', [hello], [{ type: 'redeem', ticket: 'ticket' }]],
  ['M1: anything before it is refused', [open(1)], closing('protocolBroken')],
  ['M1: none in time', [{ type: 'hello-late' }], closing('helloMissing')],
  ['M1: a ticket whose answer takes too long', [hello, { type: 'hello-late' }], closing('helloMissing')],
  ['M1: a wrong ticket', [hello, { ...ticketAnswered, holder: null }], closing('ticketRefused')],
  ['M1: a second hello', [hello, ticketAnswered, hello], closing('protocolBroken')],
  ['V3: an older version', [said({ type: 'hello', version: 0, ticket: '' })], closing('clientTooOld')],
  ['V3: a newer one', [said({ type: 'hello', version: 99, ticket: '' })], closing('clientTooNew')],
  [
    'M8: a join id again',
    [...joined, said({ type: 'close', joinId: 1 }), open(1)],
    closing('protocolBroken'),
  ],
  ['M8: a join id below the last', [hello, ticketAnswered, open(5), open(4)], closing('protocolBroken')],
  ['M8: a frame of no join', [...joined, frame(2, 1, { type: 'no-op' })], []],
  ['M8: the close of no join', [...joined, said({ type: 'close', joinId: 2 })], []],
  [
    'M8: a frame before opened',
    [hello, ticketAnswered, open(1), frame(1, 1, { type: 'no-op' })],
    closedJoin(1, 'protocolBroken'),
  ],
  [
    'M2: bytes that are no message',
    [...joined, { type: 'message-received', message: parseUp(Uint8Array.of(3)), now: 0 }],
    closing('protocolBroken'),
  ],
  [
    'M2: a message of a later version',
    [...joined, { type: 'message-received', message: parseUp(Uint8Array.of(99)), now: 0 }],
    [],
  ],
  [
    'M5: a message that is too large',
    [
      ...joined,
      { type: 'message-received', message: { ok: false, error: { type: 'message-too-large' } }, now: 0 },
    ],
    closing('messageTooLarge'),
  ],
  [
    'a ping',
    [...joined, said({ type: 'ping', token: 4 })],
    [{ type: 'send', droppable: false, message: { type: 'pong', token: 4 } }],
  ],
  ['J10: a hole in the frames', [...joined, frame(1, 2, { type: 'no-op' })], closedJoin(1, 'protocolBroken')],
  [
    'J10: what only a server says',
    [...joined, frame(1, 1, { type: 'ack', settled: [] })],
    closedJoin(1, 'protocolBroken'),
  ],
  [
    'J6: use-bulk is the end, without a word',
    [...joined, frame(1, 1, { type: 'use-bulk' })],
    [{ type: 'leave', joinId: 1 }],
  ],
  [
    'F3: a frame that is none',
    [...joined, said({ type: 'room', joinId: 1, seq: 1, frame: Uint8Array.of(0) })],
    closedJoin(1, 'protocolBroken'),
  ],
  [
    'F4: a frame that is too large',
    [...joined, said({ type: 'room', joinId: 1, seq: 1, frame: new Uint8Array(maxSyncFrameBytes + 1) })],
    closedJoin(1, 'messageTooLarge'),
  ],
  [
    'F6: a frame of a later version is counted',
    [
      ...joined,
      said({ type: 'room', joinId: 1, seq: 1, frame: Uint8Array.of(77) }),
      frame(1, 2, { type: 'sync-update', update }),
    ],
    [{ type: 'store', joinId: 1, seq: 2, update }],
  ],
  [
    'J11: an update is stored',
    [...joined, frame(1, 1, { type: 'sync-update', update })],
    [{ type: 'store', joinId: 1, seq: 1, update }],
  ],
  [
    'a room that is refused',
    [hello, ticketAnswered, open(1), { type: 'join-ended', joinId: 1, close: 'roomForbidden' }],
    closedJoin(1, 'roomForbidden'),
  ],
  [
    'a room that is gone',
    [...joined, { type: 'relayed', joinId: 1, relayed: { type: 'ended', close: 'roomGone' } }],
    closedJoin(1, 'roomGone'),
  ],
  [
    'T15: access that is lost',
    [...joined, { type: 'access-lost', workspaceId: workspaceId(1) }],
    closedJoin(1, 'roomForbidden'),
  ],
  [
    'access to another workspace that is lost',
    [...joined, { type: 'access-lost', workspaceId: workspaceId(2) }],
    [],
  ],
  [
    'an end from outside',
    [...joined, { type: 'end-asked', close: 'serverStopping', reason: 'later' }],
    [{ type: 'close', close: 'serverStopping', reason: 'later' }],
  ],
]

test.each(table)('%s', (_what, events, effects) => {
  expect(run(events).last).toEqual(effects)
})

test('M10: what is relayed before opened comes after it, save what may be lost', () => {
  const { last } = run([hello, ticketAnswered, open(1), relayed(1), relayed(1, true), relayed(1), opened(1)])
  expect(last.map(effect => effect.type === 'send' && effect.message.type)).toEqual([
    'opened',
    'room',
    'room',
  ])
})

test('a room that is written to faster than it is found does not fill the memory', () => {
  const many = Array.from({ length: maxHeldFrames + 1 }, () => relayed(1))
  expect(run([hello, ticketAnswered, open(1), ...many]).last).toEqual(closedJoin(1, 'tooFast'))
})

test('no more rooms than may be', () => {
  const opens = Array.from({ length: maxRoomsPerSocket }, (_, index) => open(index + 1))
  const { last, state } = run([hello, ticketAnswered, ...opens, open(maxRoomsPerSocket + 1)])
  expect(last).toEqual(closedJoin(maxRoomsPerSocket + 1, 'tooFast'))
  expect(state.type === 'open' && state.joins.size).toBe(maxRoomsPerSocket)
})

test('what is relayed has a rate, and what is above it is dropped without a word', () => {
  const ephemeral: RoomFrame = { type: 'ephemeral', sealed: Uint8Array.of(1) }
  let { state } = run(joined)
  let relays = 0
  const sayMany = (from: number, count: number, now: number): void => {
    for (let index = 0; index < count; index += 1) {
      const [next, effects] = stepSession(state, frame(1, from + index, ephemeral, now))
      state = next
      relays += effects.filter(({ type }) => type === 'relay').length
    }
  }
  sayMany(1, relayedFramesBurst + 5, 0)
  expect(relays).toBe(relayedFramesBurst)
  sayMany(relayedFramesBurst + 6, 2 * relayedFramesPerSecond, 1_000)
  expect(relays).toBe(relayedFramesBurst + relayedFramesPerSecond)
  expect(state.type === 'open' && state.joins.size).toBe(1)
})

test('one SyncStep1 is answered at a time, then the last that came meanwhile', () => {
  const ask = (seq: number): SessionEvent =>
    frame(1, seq, { type: 'sync-step1', stateVector: Uint8Array.of(seq) })
  const answered: SessionEvent = {
    type: 'step1-answered',
    joinId: 1,
    answer: {
      type: 'frames',
      update,
      stateVector: Uint8Array.of(0),
      held: { clocks: new Map(), deletes: [] },
    },
  }
  expect(run([...joined, ask(1)]).last).toHaveLength(1)
  expect(run([...joined, ask(1), ask(2)]).last).toEqual([])
  const { last } = run([...joined, ask(1), ask(2), ask(3), answered])
  expect(typesOf(last)).toEqual(['sync-step2', 'sync-step1', 'answer-step1'])
  expect(last.at(-1)).toEqual({ type: 'answer-step1', joinId: 1, stateVector: Uint8Array.of(3) })
})

test('F5: what is too large for a frame is answered by use-bulk, and the join ends', () => {
  const tooLarge: Relayed = { type: 'too-large' }
  expect(typesOf(run([...joined, { type: 'relayed', joinId: 1, relayed: tooLarge }]).last)).toEqual([
    'use-bulk',
    'leave',
  ])
  const ask = frame(1, 1, { type: 'sync-step1', stateVector: Uint8Array.of(0) })
  const answer: SessionEvent = { type: 'step1-answered', joinId: 1, answer: { type: 'use-bulk' } }
  expect(typesOf(run([...joined, ask, answer]).last)).toEqual(['use-bulk', 'leave'])
})

test('on a socket of one room the end of the join is the end of the socket', () => {
  const ended: SessionEvent = { type: 'join-ended', joinId: 1, close: 'roomForbidden' }
  expect(run([hello, ticketAnswered, open(1), ended], 'one-room').last).toEqual(closing('roomForbidden'))
  expect(isWaiting(run([hello, ticketAnswered, open(1)], 'one-room').state)).toBe(true)
  expect(isWaiting(run([hello, ticketAnswered, open(1)]).state)).toBe(false)
})

/** Anything that can happen, in any order, with numbers that are near each other. */
const joinIds = fc.integer({ min: 0, max: 4 })
const seqs = fc.integer({ min: 0, max: 4 })
const someFrame: fc.Arbitrary<RoomFrame> = fc.constantFrom<RoomFrame>(
  { type: 'sync-step1', stateVector: Uint8Array.of(0) },
  { type: 'sync-step2', update },
  { type: 'sync-update', update },
  { type: 'awareness', states: update },
  { type: 'query-awareness' },
  { type: 'ephemeral', sealed: update },
  { type: 'no-op' },
  { type: 'use-bulk' },
  { type: 'head-moved', head: 4 },
)
const someEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.constant(hello),
  fc.constantFrom<SessionEvent>(ticketAnswered, { ...ticketAnswered, holder: null }),
  joinIds.map(joinId => open(joinId)),
  joinIds.map(joinId => said({ type: 'close', joinId })),
  fc.tuple(joinIds, seqs, someFrame).map(([joinId, seq, value]) => frame(joinId, seq, value)),
  fc.uint8Array({ maxLength: 40 }).map(
    (bytes): SessionEvent => ({
      type: 'message-received',
      message: parseUp(bytes),
      now: 0,
    }),
  ),
  joinIds.map(opened),
  joinIds.map((joinId): SessionEvent => ({ type: 'join-ended', joinId, close: 'roomGone' })),
  joinIds.map(joinId => relayed(joinId)),
  fc.constant<SessionEvent>({ type: 'no-op-due' }),
  fc.constant<SessionEvent>({ type: 'access-lost', workspaceId: workspaceId(1) }),
)

/** What a runner holds to: messages wait when the session does, and answers come for what was asked. */
const mayCome = (state: SessionState, event: SessionEvent): boolean =>
  event.type === 'message-received' ? !isWaiting(state) : true

test('whatever comes: nothing throws, every join that began is left once, and nothing is done after the end', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<SessionKind>('many-rooms', 'one-room'),
      fc.array(someEvent, { maxLength: 60 }),
      (kind, events) => {
        let state: SessionState = initialSession(kind)
        const begun = new Set<number>()
        const asked = new Map<string, number>()
        for (const event of [hello, ticketAnswered, ...events]) {
          if (!mayCome(state, event)) continue
          const wasClosed = state.type === 'closed'
          const [next, effects] = stepSession(state, event)
          state = next
          if (wasClosed) expect(effects).toEqual([])
          for (const effect of effects) {
            if (effect.type === 'begin-join') {
              expect(begun.has(effect.joinId)).toBe(false)
              begun.add(effect.joinId)
            }
            if (effect.type === 'leave' && begun.size > 0) begun.delete(effect.joinId)
            if (effect.type === 'store') {
              const key = `${effect.joinId} ${effect.seq}`
              expect(asked.has(key)).toBe(false)
              asked.set(key, effect.seq)
            }
          }
          const alive = state.type === 'open' ? [...state.joins.keys()] : []
          if (state.type === 'open') expect(new Set(alive)).toEqual(begun)
        }
      },
    ),
    { numRuns: 2_000, seed: 20261128 },
  )
})

test('M4: the announced ids of an open come out as they went in', () => {
  const clientIds = Array.from({ length: maxAnnouncedIds }, (_, index) => index)
  const { last } = run([
    hello,
    ticketAnswered,
    said({ type: 'open', joinId: 1, workspaceId: workspaceId(1), roomId: roomId(1), clientIds }),
  ])
  expect(last).toEqual([
    { type: 'begin-join', joinId: 1, room: { workspaceId: workspaceId(1), roomId: roomId(1) }, clientIds },
  ])
})
