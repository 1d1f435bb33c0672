import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { blobPieceBytes } from '@weft/shared/blob-size.ts'
import { blobPieceWithinMilliseconds } from '@weft/shared/protocol/limits.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { takePieces } from './take-pieces.ts'

const clock = testClock()
const plenty = 100 * blobPieceBytes

/** `total` bytes in chunks of these sizes, over and over; every byte says where it stood. */
const chunksOf = async function* (total: number, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let turn = 0; at < total; turn += 1) {
    const size = Math.min(total - at, sizes[turn % sizes.length] ?? 1)
    yield Uint8Array.from({ length: size }, (_, index) => (at + index) % 251)
    at += size
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 5 })
const nearPiece = fc
  .integer({ min: 0, max: 2 })
  .chain(pieces => fc.integer({ min: -2, max: 2 }).map(off => Math.max(0, pieces * blobPieceBytes + off)))

test('A7: however the bytes come, whole pieces are taken in order, and the last one only where the blob ends', async () => {
  await fc.assert(
    fc.asyncProperty(nearPiece, nearPiece, sizes, async (total, missing, cut) => {
      const taken: Uint8Array[] = []
      const take = async (piece: Uint8Array) => {
        taken.push(piece)
        return null
      }
      const end = await takePieces({ incoming: chunksOf(total, cut), missing, limit: plenty, clock, take })
      expect(end).toBe(total > missing ? 'too-many' : 'ended')
      const whole = Math.floor(Math.min(total, missing) / blobPieceBytes) * blobPieceBytes
      const bytes = Buffer.concat(taken)
      expect(bytes.length).toBe(total >= missing ? missing : whole)
      expect(taken.slice(0, -1).every(piece => piece.length === blobPieceBytes)).toBe(true)
      expect(bytes.every((byte, at) => byte === at % 251)).toBe(true)
    }),
    { seed: 11, numRuns: 40 },
  )
})

test('nothing more is asked for while a piece is being stored, and a refusal ends it', async () => {
  let asked = 0
  let storing = false
  const incoming = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      expect(storing).toBe(false)
      asked += 1
      yield new Uint8Array(64 * 1024)
    }
  }
  let stored = 0
  const take = async () => {
    storing = true
    await new Promise(resolve => setImmediate(resolve))
    storing = false
    stored += 1
    return stored === 3 ? 'moved' : null
  }
  expect(await takePieces({ incoming: incoming(), missing: plenty, limit: plenty, clock, take })).toBe(
    'moved',
  )
  expect(asked).toBe(12)
})

test('L1: a request brings no more than it may, though the blob lacks more', async () => {
  let bytes = 0
  const take = async (piece: Uint8Array) => {
    bytes += piece.length
    return null
  }
  const end = await takePieces({
    incoming: chunksOf(3 * blobPieceBytes, [100_000]),
    missing: plenty,
    limit: blobPieceBytes,
    clock,
    take,
  })
  expect([end, bytes]).toEqual(['too-many', blobPieceBytes])
})

test('A15: a piece that takes too long is given up, however many bytes trickle; storing is not the sender’s time', async () => {
  const slow = testClock()
  const taken: number[] = []
  const incoming = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(blobPieceBytes)
    for (;;) {
      slow.advance(blobPieceWithinMilliseconds / 4)
      yield new Uint8Array(1)
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  const take = async (piece: Uint8Array) => {
    slow.advance(2 * blobPieceWithinMilliseconds)
    taken.push(piece.length)
    return null
  }
  const end = await takePieces({ incoming: incoming(), missing: plenty, limit: plenty, clock: slow, take })
  expect([end, taken]).toEqual(['too-slow', [blobPieceBytes]])
})

test('a sender that is gone ends it; a failure of ours is thrown', async () => {
  const broken = (cause: Error) =>
    async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10)
      throw cause
    }
  const take = async () => null
  const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
  const taking = { missing: plenty, limit: plenty, clock, take }
  expect(await takePieces({ ...taking, incoming: broken(gone)() })).toBe('cut')
  await expect(takePieces({ ...taking, incoming: broken(new Error('ours'))() })).rejects.toThrow('ours')
})
