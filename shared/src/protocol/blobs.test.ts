import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { appendBlobWire, beginBlobWire, blobChecksum, knownBlobsWire, pieceHash } from './blobs.ts'
import { maxBlobBytes, maxBlobIds } from './limits.ts'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

it('A5: a checksum is the hash of the pieces’ hashes in order', async () => {
  const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3), new Uint8Array(0)]
  const hashes = await Promise.all(pieces.map(pieceHash))
  expect(Buffer.from(await blobChecksum(hashes))).toEqual(sha256(...pieces.map(piece => sha256(piece))))
  expect(await blobChecksum(hashes.toReversed())).not.toEqual(await blobChecksum(hashes))
  // Not the hash of the bytes.
  expect(Buffer.from(await blobChecksum(hashes))).not.toEqual(sha256(...pieces))
})

const id = `att_${'a'.repeat(26)}`
const checksum = 'A'.repeat(43)
const { body: begin } = beginBlobWire
const { query: at } = appendBlobWire
const { body: ids } = knownBlobsWire

it('A6, A7: what a request says comes out as it went in', () => {
  const upload = { size: 45, checksum: new Uint8Array(32) }
  expect(z.encode(begin, upload)).toEqual({ size: 45, checksum })
  expect(z.decode(begin, { size: 45, checksum })).toEqual(upload)
  expect(z.decode(at, { offset: '262144' })).toEqual({ offset: 262_144 })
  expect(z.encode(at, { offset: 262_144 })).toEqual({ offset: '262144' })
})

it.each([
  ['a size that no sealed blob has', begin, { size: 44, checksum }],
  ['a last piece of nothing', begin, { size: 262_144 + 45, checksum }],
  ['a blob above the limit', begin, { size: maxBlobBytes + 262_144, checksum }],
  ['half a checksum', begin, { size: 45, checksum: 'A'.repeat(22) }],
  ['an offset before the beginning', at, { offset: '-1' }],
  ['an offset in another form', at, { offset: '0x10' }],
  ['the same offset written longer', at, { offset: '010' }],
  ['something else than an id', ids, { ids: ['../x'] }],
  ['more ids than one question has', ids, { ids: Array.from({ length: maxBlobIds + 1 }, () => id) }],
])('A2, L1: refuses %s', (_, schema, value) => {
  expect(z.safeParse(schema, value).success).toBe(false)
})
