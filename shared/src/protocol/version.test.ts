import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, it } from 'vitest'
import { encodeText } from '../bytes.ts'
import type { RoomId, WorkspaceId } from '../ids.ts'
import { type BulkDown, type BulkUp, encodeBulkDown, encodeBulkUp } from './bulk.ts'
import { closeCodes } from './close-codes.ts'
import { type DownMessage, encodeDown, encodeUp, type UpMessage } from './multiplex.ts'
import { rejectReasons } from './reject-reason.ts'
import { encodeRoomFrame, type RoomFrame } from './room-frame.ts'
import { oldestServed, serves, wireHistory, wireVersion } from './version.ts'

const workspaceId = `wsp_${'a'.repeat(26)}` as WorkspaceId
const roomId = `thr_${'b'.repeat(26)}` as RoomId
const some = Uint8Array.of(1, 2, 3)
const late = 2 ** 40

/** One of each: a message without an example here does not compile. */
type OneOfEach<Union extends { readonly type: string }> = {
  readonly [Type in Union['type']]: Extract<Union, { readonly type: Type }>
}

const up: OneOfEach<UpMessage> = {
  hello: { type: 'hello', version: 1, ticket: 'ticket' },
  open: { type: 'open', joinId: 300, workspaceId, roomId, clientIds: [1, 2 ** 31] },
  close: { type: 'close', joinId: 300 },
  ping: { type: 'ping', token: 5 },
  room: { type: 'room', joinId: 300, seq: 7, frame: some },
}

const down: OneOfEach<DownMessage> = {
  welcome: { type: 'welcome', version: 1, epoch: 'epoch' },
  opened: { type: 'opened', joinId: 300, head: late },
  closed: { type: 'closed', joinId: 300, code: 4403, reason: 'why' },
  pong: { type: 'pong', token: 5 },
  room: { type: 'room', joinId: 300, seq: late, frame: some },
}

const frames: OneOfEach<RoomFrame> = {
  'sync-step1': { type: 'sync-step1', stateVector: some },
  'sync-step2': { type: 'sync-step2', update: some },
  'sync-update': { type: 'sync-update', update: some },
  awareness: { type: 'awareness', states: some },
  'permission-denied': { type: 'permission-denied', reason: 'why' },
  'query-awareness': { type: 'query-awareness' },
  ack: { type: 'ack', settled: [{ seq: 7, number: late }] },
  ephemeral: { type: 'ephemeral', sealed: some },
  'head-moved': { type: 'head-moved', head: late },
  reject: { type: 'reject', seq: 7, reason: 'clock-jump' },
  'no-op': { type: 'no-op' },
  'use-bulk': { type: 'use-bulk' },
}

const bulkUp: OneOfEach<BulkUp> = {
  begin: {
    type: 'begin',
    version: 1,
    workspaceId,
    epoch: 'epoch',
    cursor: 9,
    done: [{ from: 11, through: late }],
  },
  push: { type: 'push', roomId, localNumber: 4, clientIds: [1, 2 ** 31], update: some },
  end: { type: 'end' },
}

const bulkDown: OneOfEach<BulkDown> = {
  begin: { type: 'begin', version: 1, epoch: 'epoch', head: late },
  ack: { type: 'ack', localNumber: 4, number: late },
  reject: { type: 'reject', localNumber: 4, reason: 'clock-jump' },
  room: { type: 'room', roomId, head: late },
  snapshot: { type: 'snapshot', number: 12, update: some },
  update: { type: 'update', number: late, update: some },
  end: { type: 'end', cursor: late, more: true },
}

/** Every example as a line of name and bytes, and every number that stands for a word. */
const golden = [
  ...Object.values(up).map(each => ['up', each.type, encodeUp(each)] as const),
  ...Object.values(down).map(each => ['down', each.type, encodeDown(each)] as const),
  ...Object.values(frames).map(each => ['frame', each.type, encodeRoomFrame(each)] as const),
  ...Object.values(bulkUp).map(each => ['bulk-up', each.type, encodeBulkUp(each)] as const),
  ...Object.values(bulkDown).map(each => ['bulk-down', each.type, encodeBulkDown(each)] as const),
]
  .map(([union, type, bytes]) => `${union} ${type} ${bytesToHex(bytes)}`)
  .concat(Object.entries(rejectReasons).map(([reason, { number }]) => `reason ${reason} ${number}`))
  .concat(Object.entries(closeCodes).map(([name, { code }]) => `close ${name} ${code}`))

const fingerprint = bytesToHex(sha256(encodeText(golden.join('\n')))).slice(0, 16)

/** By version. A released one is never edited: whoever changes the wire adds a version here and in the history. */
const fingerprintByVersion: Readonly<Record<number, string>> = { 1: 'ec8e010850b1c1e0' }

it('V1: the bytes of the wire change only with its version', () => {
  expect(fingerprint, golden.join('\n')).toBe(fingerprintByVersion[wireVersion])
})

it('V2: the history counts up to the version that is written', () => {
  expect(wireHistory.map(({ version }) => version)).toEqual(wireHistory.map((_, index) => index + 1))
})

it('V3: a version is served, too old or too new', () => {
  expect(serves(wireVersion)).toBe('served')
  expect(serves(oldestServed - 1)).toBe('client-too-old')
  expect(serves(wireVersion + 1)).toBe('client-too-new')
})
