import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { blobChecksum, BlobUpload, BlobUsage, KnownBlobs, pieceHash } from './blobs.ts'

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
  // Neither the hash of the bytes, nor the same for another cut of them.
  expect(Buffer.from(await blobChecksum(hashes))).not.toEqual(sha256(...pieces))
})

const id = `att_${'a'.repeat(26)}`

it('answers have their form, and may say more in a later version', () => {
  expect(BlobUpload.parse({ received: 262_144, complete: false, later: 1 })).toEqual({
    received: 262_144,
    complete: false,
  })
  expect(KnownBlobs.parse({ complete: [id], marked: [] })).toEqual({ complete: [id], marked: [] })
  expect(BlobUsage.parse({ bytes: 5, quota: null })).toEqual({ bytes: 5, quota: null })
})

it.each([
  ['an offset before the beginning', BlobUpload, { received: -1, complete: false }],
  ['half a byte', BlobUpload, { received: 0.5, complete: false }],
  ['something else than an id', KnownBlobs, { complete: ['../x'], marked: [] }],
  ['a quota in words', BlobUsage, { bytes: 1, quota: 'much' }],
])('refuses %s', (_, schema, value) => {
  expect(schema.safeParse(value).success).toBe(false)
})
