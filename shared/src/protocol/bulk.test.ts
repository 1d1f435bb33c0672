import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { createId } from '../ids.ts'
import { testRandom } from '../testing/env.ts'
import {
  type BulkDown,
  bulkContentType,
  bulkDown,
  type BulkGrammar,
  type BulkUp,
  bulkUp,
  contentTypeToVersion,
  encodeBulkDown,
  encodeBulkUp,
} from './bulk.ts'
import { type BulkError, createBulkDecoder } from './bulk-decoder.ts'
import { maxBulkControlBytes, maxBulkItemBytes } from './limits.ts'
import { rejectReasons, type RejectReason } from './reject-reason.ts'
import { mutateBytes } from './testing/mutate-bytes.ts'
import { wireVersion } from './version.ts'

const random = testRandom(9)
const workspaceId = createId(random, 'wsp')
const roomIds = [createId(random, 'thr'), createId(random, 'wdc')] as const
const number = fc.maxSafeNat()
const update = fc.uint8Array({ maxLength: 300 })
const roomId = fc.constantFrom(...roomIds)
const reason = fc.constantFrom(...(Object.keys(rejectReasons) as RejectReason[]))
const typed = <Type extends string, Fields extends object>(type: Type, fields: fc.Arbitrary<Fields>) =>
  fields.map(each => ({ type, ...each }))

const up: fc.Arbitrary<readonly BulkUp[]> = fc
  .tuple(
    fc.record({
      epoch: fc.string({ maxLength: 16 }),
      cursor: number,
      done: fc.array(fc.record({ from: number, through: number }), { maxLength: 5 }),
    }),
    fc.array(
      typed(
        'push',
        fc.record({ roomId, localNumber: number, clientIds: fc.array(number, { maxLength: 5 }), update }),
      ),
      { maxLength: 12 },
    ),
  )
  .map(([begin, pushes]) => [
    { type: 'begin', version: wireVersion, workspaceId, ...begin },
    ...pushes,
    { type: 'end' },
  ])

const down: fc.Arbitrary<readonly BulkDown[]> = fc
  .tuple(
    fc.record({ epoch: fc.string({ maxLength: 16 }), head: number }),
    fc.array(
      fc.oneof(
        typed('ack', fc.record({ localNumber: number, number })),
        typed('reject', fc.record({ localNumber: number, reason })),
      ),
      { maxLength: 6 },
    ),
    fc.array(
      fc.tuple(
        typed('room', fc.record({ roomId, head: number })),
        fc.array(typed('snapshot', fc.record({ number, update })), { maxLength: 1 }),
        fc.array(typed('update', fc.record({ number, update })), { maxLength: 4 }),
      ),
      { maxLength: 5 },
    ),
    fc.record({ cursor: number, more: fc.boolean() }),
  )
  .map(([begin, answers, rooms, end]) => [
    { type: 'begin', version: wireVersion, ...begin },
    ...answers,
    ...rooms.flatMap(([room, snapshots, updates]) => [room, ...snapshots, ...updates]),
    { type: 'end', ...end },
  ])

interface Outcome<Item> {
  readonly items: readonly Item[]
  readonly error: BulkError['type'] | null
}

const decode = <Item>(grammar: BulkGrammar<Item>, pieces: readonly Uint8Array[]): Outcome<Item> => {
  const decoder = createBulkDecoder(grammar)
  const items = pieces.flatMap(piece => decoder.feed(piece).items)
  const finished = decoder.finish()
  return { items, error: finished.ok ? null : finished.error.type }
}

/** `bytes` in pieces that end where `cuts` say. */
const split = (bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] => {
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

const everyByte = (bytes: Uint8Array): readonly Uint8Array[] => Array.from(bytes, byte => Uint8Array.of(byte))

const directions = [
  {
    name: 'request',
    check: <Out>(body: (direction: Direction<BulkUp>) => Out) =>
      body({ arbitrary: up, encode: encodeBulkUp, grammar: bulkUp }),
  },
  {
    name: 'response',
    check: <Out>(body: (direction: Direction<BulkDown>) => Out) =>
      body({ arbitrary: down, encode: encodeBulkDown, grammar: bulkDown }),
  },
]

interface Direction<Item> {
  readonly arbitrary: fc.Arbitrary<readonly Item[]>
  readonly encode: (item: Item) => Uint8Array
  readonly grammar: BulkGrammar<Item>
}

const anySplit = <Item>({ arbitrary, encode, grammar }: Direction<Item>): void =>
  fc.assert(
    fc.property(arbitrary, fc.array(fc.nat(), { maxLength: 20 }), (items, cuts) => {
      const bytes = concatBytes(...items.map(encode))
      const expected = { items, error: null }
      expect(decode(grammar, split(bytes, cuts))).toEqual(expected)
      expect(decode(grammar, [bytes])).toEqual(expected)
      if (bytes.length < 1_000) expect(decode(grammar, everyByte(bytes))).toEqual(expected)
    }),
    { numRuns: 150, seed: 4 },
  )

const anyTruncation = <Item>({ arbitrary, encode, grammar }: Direction<Item>): void =>
  fc.assert(
    fc.property(arbitrary, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (items, at, cuts) => {
      const bytes = concatBytes(...items.map(encode))
      const cut = bytes.subarray(0, at % bytes.length)
      const { items: decoded, error } = decode(grammar, split(cut, cuts))
      expect(error).toBe('stream-cut')
      expect(decoded).toEqual(items.slice(0, decoded.length))
    }),
    { numRuns: 300, seed: 5 },
  )

const anyNoise = <Item>({ arbitrary, encode, grammar }: Direction<Item>): void =>
  fc.assert(
    fc.property(arbitrary, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (items, seed, cuts) => {
      const bytes = mutateBytes(concatBytes(...items.map(encode)), testRandom(seed))
      const whole = decode(grammar, [bytes])
      expect(decode(grammar, split(bytes, cuts))).toEqual(whole)
      // What it gives is written back as it came.
      const written = concatBytes(...whole.items.map(encode))
      expect(bytes.subarray(0, written.length)).toEqual(written)
    }),
    { numRuns: 500, seed: 6 },
  )

describe.each(directions)('a $name of /sync', ({ check }) => {
  it('B2: gives the same items however it is split', () => check(anySplit))
  it('B3: that was cut anywhere says so, and gives what came before', () => check(anyTruncation))
  it('B4: that was damaged gives a named error, the same for every split, and no item that was not in it', () =>
    check(anyNoise))
})

describe('what a stream may not be', () => {
  const begin = encodeBulkUp({ type: 'begin', version: 1, workspaceId, epoch: '', cursor: 0, done: [] })
  const end = encodeBulkUp({ type: 'end' })
  const push = encodeBulkUp({
    type: 'push',
    roomId: roomIds[0],
    localNumber: 1,
    clientIds: [],
    update: new Uint8Array(9),
  })
  const pushOf = (length: number): Uint8Array => {
    const declared = [length & 127, (length >> 7) & 127, (length >> 14) & 127, length >> 21]
    return Uint8Array.from([2, ...declared.map((byte, index) => (index < 3 ? byte | 128 : byte))])
  }

  it.each([
    ['B1 without its begin', [push], 'item-out-of-order'],
    ['B1 with two begins', [begin, begin], 'item-out-of-order'],
    ['B1 with more after its end', [begin, end, end], 'bytes-after-end'],
    ['B1 without its end', [begin, push], 'stream-cut'],
    ['B4 of a type that there is not', [begin, Uint8Array.of(9, 0)], 'item-unknown'],
    ['B4 with bytes in an item that belong to no field', [begin, Uint8Array.of(3, 1, 0)], 'item-malformed'],
    ['B5 with an item above its limit', [begin, pushOf(maxBulkItemBytes + 1024 * 1024)], 'item-too-large'],
  ] as const)('%s', (_, pieces, error) => {
    expect(decode(bulkUp, pieces).error).toBe(error)
  })

  it('B5: an item is refused by its header, before its bytes are held', () => {
    const decoder = createBulkDecoder(bulkUp)
    decoder.feed(begin)
    expect(decoder.feed(pushOf(maxBulkItemBytes)).error).toBeNull()
    const control = createBulkDecoder(bulkUp)
    const announced = maxBulkControlBytes + 1
    const header = Uint8Array.of(1, (announced & 127) | 128, ((announced >> 7) & 127) | 128, announced >> 14)
    expect(control.feed(header).error).toEqual({ type: 'item-too-large' })
  })

  it('B5: a stream ends at its limit, and the error stays', () => {
    const decoder = createBulkDecoder(bulkUp, begin.length + 5)
    expect(decoder.feed(begin).error).toBeNull()
    expect(decoder.feed(push).error).toEqual({ type: 'stream-too-long' })
    expect(decoder.feed(end)).toEqual({ items: [], error: { type: 'stream-too-long' } })
    expect(decoder.finish()).toEqual({ ok: false, error: { type: 'stream-too-long' } })
  })

  it('B5: the largest item goes through in pieces', () => {
    const large = encodeBulkUp({
      type: 'push',
      roomId: roomIds[0],
      localNumber: 1,
      clientIds: [],
      update: new Uint8Array(maxBulkItemBytes),
    })
    const pieces = Array.from({ length: Math.ceil(large.length / 65_536) }, (_, index) =>
      large.subarray(index * 65_536, (index + 1) * 65_536),
    )
    const { items, error } = decode(bulkUp, [begin, ...pieces, end])
    expect(error).toBeNull()
    expect(items.map(({ type }) => type)).toEqual(['begin', 'push', 'end'])
  })
})

it('B7: the version stands in the content type', () => {
  expect(contentTypeToVersion(bulkContentType(wireVersion))).toBe(wireVersion)
  expect(contentTypeToVersion('application/json')).toBeNull()
})
