import { encode, writeVarString, writeVarUint } from 'lib0/encoding'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { testRandom } from '../testing/env.ts'
import { maxAwarenessBytes, maxEphemeralBytes, maxStateVectorBytes, maxSyncFrameBytes } from './limits.ts'
import { isFinal, numberToReason, type RejectReason, reasonToNumber, rejectReasons } from './reject-reason.ts'
import { encodeRoomFrame, fitsFrame, parseRoomFrame, type RoomFrame } from './room-frame.ts'
import { mutateBytes } from './testing/mutate-bytes.ts'

const reasons = Object.keys(rejectReasons) as readonly RejectReason[]
const bytes = fc.uint8Array({ maxLength: 200 })
const number = fc.maxSafeNat()

const frame: fc.Arbitrary<RoomFrame> = fc.oneof(
  bytes.map(stateVector => ({ type: 'sync-step1', stateVector }) as const),
  bytes.map(update => ({ type: 'sync-step2', update }) as const),
  bytes.map(update => ({ type: 'sync-update', update }) as const),
  bytes.map(states => ({ type: 'awareness', states }) as const),
  fc.string({ maxLength: 60 }).map(reason => ({ type: 'permission-denied', reason }) as const),
  fc.constant({ type: 'query-awareness' } as const),
  fc
    .array(fc.record({ seq: number, number }), { maxLength: 20 })
    .map(settled => ({ type: 'ack', settled }) as const),
  bytes.map(sealed => ({ type: 'ephemeral', sealed }) as const),
  number.map(head => ({ type: 'head-moved', head }) as const),
  fc
    .record({ seq: number, reason: fc.constantFrom(...reasons) })
    .map(facts => ({ type: 'reject', ...facts }) as const),
  fc.constant({ type: 'no-op' } as const),
  fc.constant({ type: 'use-bulk' } as const),
)

describe('a frame', () => {
  it('F1: comes out as it went in', () => {
    fc.assert(
      fc.property(frame, each => {
        expect(parseRoomFrame(encodeRoomFrame(each))).toEqual({ ok: true, value: each })
      }),
      { numRuns: 1_000, seed: 7 },
    )
  })

  it('F2: of sync is byte for byte that of y-protocols', () => {
    const doc = new Y.Doc()
    doc.getMap('m').set('key', Uint8Array.of(1, 2, 3))
    const update = Y.encodeStateAsUpdate(doc)
    const stateVector = Y.encodeStateVector(doc)
    const byProtocols = (write: (encoder: Parameters<typeof sync.writeSyncStep1>[0]) => void): Uint8Array =>
      encode(encoder => {
        writeVarUint(encoder, 0)
        write(encoder)
      })
    expect(encodeRoomFrame({ type: 'sync-step1', stateVector })).toEqual(
      byProtocols(encoder => sync.writeSyncStep1(encoder, doc)),
    )
    expect(encodeRoomFrame({ type: 'sync-step2', update })).toEqual(
      byProtocols(encoder => sync.writeSyncStep2(encoder, doc)),
    )
    expect(encodeRoomFrame({ type: 'sync-update', update })).toEqual(
      byProtocols(encoder => sync.writeUpdate(encoder, update)),
    )
  })

  it('F3: any bytes give a frame or a named error, and a frame is written back as it came', () => {
    const random = testRandom(7)
    const good = fc.sample(frame, { numRuns: 300, seed: 7 }).map(encodeRoomFrame)
    let refused = 0
    for (let round = 0; round < 20_000; round += 1) {
      const source = good[Math.floor(random.fraction() * good.length)] ?? new Uint8Array(0)
      const mutated = mutateBytes(source, random)
      const parsed = parseRoomFrame(mutated)
      if (parsed.ok) expect(encodeRoomFrame(parsed.value)).toEqual(mutated)
      else refused += 1
    }
    expect(refused).toBeGreaterThan(5_000)
  })

  it.each<[string, RoomFrame]>([
    ['a state vector', { type: 'sync-step1', stateVector: new Uint8Array(maxStateVectorBytes + 1) }],
    ['awareness', { type: 'awareness', states: new Uint8Array(maxAwarenessBytes + 1) }],
    ['an ephemeral', { type: 'ephemeral', sealed: new Uint8Array(maxEphemeralBytes + 1) }],
    ['an update', { type: 'sync-update', update: new Uint8Array(maxSyncFrameBytes) }],
  ])('F4: %s above its limit is refused', (_, tooLarge) => {
    expect(parseRoomFrame(encodeRoomFrame(tooLarge)).ok).toBe(false)
  })

  it('F5: an update that fits travels, a larger one goes by /sync', () => {
    const largest = new Uint8Array(maxSyncFrameBytes - 5)
    expect(fitsFrame(largest)).toBe(true)
    expect(parseRoomFrame(encodeRoomFrame({ type: 'sync-update', update: largest })).ok).toBe(true)
    expect(fitsFrame(new Uint8Array(maxSyncFrameBytes - 4))).toBe(false)
  })

  it('F6: of a type that a later version has is unknown, and not malformed', () => {
    const later = encode(encoder => {
      writeVarUint(encoder, 120)
      writeVarString(encoder, 'later')
    })
    expect(parseRoomFrame(later)).toEqual({ ok: false, error: { type: 'frame-unknown' } })
  })
})

describe('a reason for a reject', () => {
  it('F7: has one number for good', () => {
    for (const reason of reasons) expect(numberToReason(reasonToNumber(reason))).toBe(reason)
    expect(new Set(reasons.map(reasonToNumber)).size).toBe(reasons.length)
    expect(numberToReason(99)).toBeNull()
  })

  it('F8: says whether the same bytes may come again', () => {
    expect(isFinal('update-unsound')).toBe(true)
    expect(isFinal('quota-exceeded')).toBe(false)
  })
})
