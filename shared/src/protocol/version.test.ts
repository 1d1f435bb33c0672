import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { RoomId, WorkspaceId } from '../ids.ts'
import { encodeDown, encodeUp } from './multiplex.ts'
import { rejectReasons, type RejectReason } from './reject-reason.ts'
import { encodeRoomFrame } from './room-frame.ts'
import { oldestServed, serves, wireHistory, wireVersion } from './version.ts'

const workspaceId = `wsp_${'a'.repeat(26)}` as WorkspaceId
const roomId = `thr_${'b'.repeat(26)}` as RoomId
const some = Uint8Array.of(1, 2, 3)

/** One of each message: whoever changes what it looks like on the wire changes this. */
const everyMessage = (): readonly Uint8Array[] => [
  encodeUp({ type: 'hello', version: 1, ticket: 'ticket' }),
  encodeUp({ type: 'open', joinId: 300, workspaceId, roomId, clientIds: [1, 2 ** 31] }),
  encodeUp({ type: 'close', joinId: 300 }),
  encodeUp({ type: 'ping', token: 5 }),
  encodeUp({ type: 'room', joinId: 300, seq: 7, frame: some }),
  encodeDown({ type: 'welcome', version: 1, epoch: 'epoch' }),
  encodeDown({ type: 'opened', joinId: 300, head: 2 ** 40 }),
  encodeDown({ type: 'closed', joinId: 300, code: 4403, reason: 'why' }),
  encodeDown({ type: 'pong', token: 5 }),
  encodeDown({ type: 'room', joinId: 300, seq: 2 ** 40, frame: some }),
  encodeRoomFrame({ type: 'sync-step1', stateVector: some }),
  encodeRoomFrame({ type: 'sync-step2', update: some }),
  encodeRoomFrame({ type: 'sync-update', update: some }),
  encodeRoomFrame({ type: 'awareness', states: some }),
  encodeRoomFrame({ type: 'permission-denied', reason: 'why' }),
  encodeRoomFrame({ type: 'query-awareness' }),
  encodeRoomFrame({ type: 'ack', settled: [{ seq: 7, number: 2 ** 40 }] }),
  encodeRoomFrame({ type: 'ephemeral', sealed: some }),
  encodeRoomFrame({ type: 'head-moved', head: 2 ** 40 }),
  ...(Object.keys(rejectReasons) as readonly RejectReason[]).map(reason =>
    encodeRoomFrame({ type: 'reject', seq: 7, reason }),
  ),
  encodeRoomFrame({ type: 'no-op' }),
  encodeRoomFrame({ type: 'use-bulk' }),
]

const hash = createHash('sha256').update(Buffer.concat(everyMessage())).digest('hex').slice(0, 16)

/** By version. A new entry, never an edited one. */
const hashByVersion: Readonly<Record<number, string>> = { 1: '' }

it('V1: the bytes of the wire change only with its version', () => {
  expect(hash).toBe(hashByVersion[wireVersion])
})

it('V2: the history counts up to the version that is written', () => {
  expect(wireHistory.map(({ version }) => version)).toEqual(wireHistory.map((_, index) => index + 1))
})

it('V3: a version is served, too old or too new', () => {
  expect(serves(wireVersion)).toBe('served')
  expect(serves(oldestServed - 1)).toBe('client-too-old')
  expect(serves(wireVersion + 1)).toBe('client-too-new')
})
