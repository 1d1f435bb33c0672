import { encode, writeVarUint } from 'lib0/encoding'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createId, type RoomId, type WorkspaceId } from '../ids.ts'
import { testRandom } from '../testing/env.ts'
import { closeCodes, isFinalClose } from './close-codes.ts'
import { maxAnnouncedIds, maxMessageBytes } from './limits.ts'
import { type DownMessage, encodeDown, encodeUp, parseDown, parseUp, type UpMessage } from './multiplex.ts'
import { mutateBytes } from './testing/mutate-bytes.ts'

const random = testRandom(3)
const workspaceId: WorkspaceId = createId(random, 'wsp')
const roomId: RoomId = createId(random, 'thr')

const number = fc.maxSafeNat()
const frame = fc.uint8Array({ maxLength: 100 })

const up: fc.Arbitrary<UpMessage> = fc.oneof(
  fc.string({ maxLength: 40 }).map(ticket => ({ type: 'hello', version: 1, ticket }) as const),
  fc
    .record({ joinId: number, clientIds: fc.array(number, { maxLength: 20 }) })
    .map(facts => ({ type: 'open', workspaceId, roomId, ...facts }) as const),
  number.map(joinId => ({ type: 'close', joinId }) as const),
  number.map(token => ({ type: 'ping', token }) as const),
  fc.record({ joinId: number, seq: number, frame }).map(facts => ({ type: 'room', ...facts }) as const),
)

const down: fc.Arbitrary<DownMessage> = fc.oneof(
  fc.string({ maxLength: 16 }).map(epoch => ({ type: 'welcome', version: 1, epoch }) as const),
  fc.record({ joinId: number, head: number }).map(facts => ({ type: 'opened', ...facts }) as const),
  fc
    .record({ joinId: number, code: number, reason: fc.string({ maxLength: 40 }) })
    .map(facts => ({ type: 'closed', ...facts }) as const),
  number.map(token => ({ type: 'pong', token }) as const),
  fc.record({ joinId: number, seq: number, frame }).map(facts => ({ type: 'room', ...facts }) as const),
)

describe('a message of the socket', () => {
  it('M1: comes out as it went in, in both directions', () => {
    fc.assert(
      fc.property(up, down, (going, coming) => {
        expect(parseUp(encodeUp(going))).toEqual({ ok: true, value: going })
        expect(parseDown(encodeDown(coming))).toEqual({ ok: true, value: coming })
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  it('M2: any bytes give a message or a named error, and a message is written back as it came', () => {
    const source = [
      ...fc.sample(up, { numRuns: 200, seed: 5 }).map(encodeUp),
      ...fc.sample(down, { numRuns: 200, seed: 5 }).map(encodeDown),
    ]
    let refused = 0
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = mutateBytes(source[Math.floor(random.fraction() * source.length)] ?? frameless, random)
      const asUp = parseUp(bytes)
      const asDown = parseDown(bytes)
      // What a newer version says in its hello is not kept.
      const isNewer = asUp.ok && asUp.value.type === 'hello' && asUp.value.version > 1
      if (asUp.ok && !isNewer) expect(encodeUp(asUp.value)).toEqual(bytes)
      if (asDown.ok) expect(encodeDown(asDown.value)).toEqual(bytes)
      if (!asUp.ok && !asDown.ok) refused += 1
    }
    expect(refused).toBeGreaterThan(3_000)
  })

  it('M3: a hello of a newer version is heard with its number, whatever follows', () => {
    const newer = encode(encoder => {
      writeVarUint(encoder, 0)
      writeVarUint(encoder, 9)
      for (const byte of [1, 2, 3, 255]) writeVarUint(encoder, byte)
    })
    expect(parseUp(newer)).toEqual({ ok: true, value: { type: 'hello', version: 9, ticket: '' } })
  })

  it('M4: a join may not announce more ids than a device can have written under', () => {
    const open = (count: number): UpMessage => ({
      type: 'open',
      joinId: 1,
      workspaceId,
      roomId,
      clientIds: Array.from({ length: count }, (_, index) => index),
    })
    expect(parseUp(encodeUp(open(maxAnnouncedIds))).ok).toBe(true)
    expect(parseUp(encodeUp(open(maxAnnouncedIds + 1)))).toMatchObject({
      error: { type: 'message-malformed' },
    })
  })

  it('M5: what is larger than the socket allows is refused unread', () => {
    expect(parseUp(new Uint8Array(maxMessageBytes + 1))).toMatchObject({
      error: { type: 'message-too-large' },
    })
  })

  it('M6: a room message names neither its room nor an id that is not one', () => {
    const open = encodeUp({ type: 'open', joinId: 1, workspaceId, roomId, clientIds: [] })
    const other = open.slice()
    // The first letter of the workspace's kind.
    other[3] = 'x'.charCodeAt(0)
    expect(parseUp(other)).toMatchObject({ error: { type: 'message-malformed' } })
  })
})

const frameless = new Uint8Array(0)

describe('a close code', () => {
  it('M7: is final for a y-websocket exactly when asking again changes nothing', () => {
    const final = Object.entries(closeCodes).filter(([, { code }]) => isFinalClose(code))
    expect(final.map(([name]) => name)).toEqual([
      'protocolBroken',
      'ticketRefused',
      'roomForbidden',
      'clientIdTaken',
      'roomGone',
      'messageTooLarge',
      'clientTooOld',
    ])
    const codes = Object.values(closeCodes).map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    // RFC 6455, section 7.4.2: 4000–4999 are for applications. 1012 is registered for a service that restarts.
    expect(codes.filter(code => code < 4000 || code >= 5000)).toEqual([1012])
  })
})
