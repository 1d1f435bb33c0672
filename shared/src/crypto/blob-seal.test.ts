import { createCipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blobPieceBytes,
  isSealedSize,
  pieceCapacity,
  pieceCountOf,
  pieceOverhead,
  sealedPieceCountOf,
  sealedSizeOf,
} from '../blob-size.ts'
import { concatBytes } from '../bytes.ts'
import { testRandom } from '../testing/env.ts'
import { blobPlaceBytes, pieceKeyInfo, pieceKidInfo, pieceNonce } from './blob-seal.ts'
import { importSecret } from './hkdf.ts'
import type { BlobPlace, PiecePlace, Sealer } from './sealer.ts'
import { createSyncSealer } from './sync-sealer.ts'
import { fromHex, hkdfByOpenSsl, toHex } from './testing/open-ssl.ts'
import { createWebSealer } from './web-sealer.ts'

interface Vector extends BlobPlace, PiecePlace {
  readonly workspaceKey: string
  readonly plaintext: string
  readonly sealed: string
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./blob-vectors.json', import.meta.url), 'utf8'),
)

/** From the lines of docs/sealing.md, without our code for nonce and envelope. */
const byOpenSsl = (vector: Vector): string => {
  const secret = fromHex(vector.workspaceKey)
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(vector.index, 7)
  nonce.writeUInt8(vector.last ? 1 : 0, 11)
  const cipher = createCipheriv('aes-256-gcm', hkdfByOpenSsl(secret, pieceKeyInfo(vector)), nonce)
  cipher.setAAD(blobPlaceBytes(vector))
  const body = concatBytes(cipher.update(fromHex(vector.plaintext)), cipher.final(), cipher.getAuthTag())
  return toHex(concatBytes(Uint8Array.of(1), hkdfByOpenSsl(secret, pieceKidInfo(vector), 16), nonce, body))
}

const key = testRandom(1).bytes(32)
const sealers: Record<string, (key: Uint8Array<ArrayBuffer>) => Promise<Sealer>> = {
  web: async secret => createWebSealer(await importSecret(secret), testRandom(2)),
  sync: async secret => createSyncSealer(secret, testRandom(2)),
}

const blob: BlobPlace = { workspaceId: 'w', blobId: 'b', epoch: 0 }

const sealAll = async (sealer: Sealer, place: BlobPlace, pieces: readonly Uint8Array[]) => {
  const sealing = await sealer.blob(place)
  const sealed: Uint8Array[] = []
  for (const [index, plaintext] of pieces.entries())
    sealed.push(await sealing.seal({ index, last: index === pieces.length - 1 }, plaintext))
  return sealed
}

const openAll = async (sealer: Sealer, place: BlobPlace, sealed: readonly Uint8Array[]): Promise<string> => {
  const opening = await sealer.blob(place)
  const opened: Uint8Array[] = []
  for (const [index, piece] of sealed.entries()) {
    const plaintext = await opening.open({ index, last: index === sealed.length - 1 }, piece)
    if (!plaintext.ok) return plaintext.error.type
    opened.push(plaintext.value)
  }
  return toHex(concatBytes(...opened))
}

describe.each(Object.entries(sealers))('A3, A4: a blob by the %s sealer', (_, create) => {
  it.each(vectors)('gives the known answer for piece $index of $blobId', async vector => {
    const sealing = await (await create(fromHex(vector.workspaceKey))).blob(vector)
    expect(toHex(await sealing.seal(vector, fromHex(vector.plaintext)))).toBe(vector.sealed)
    expect(await sealing.open(vector, fromHex(vector.sealed))).toEqual({
      ok: true,
      value: fromHex(vector.plaintext),
    })
  })

  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 2, maxLength: 6 })

  it('opens what was sealed, and names a blob that was cut, put together otherwise, or added to', async () => {
    const sealer = await create(key)
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (plain, one, other) => {
        const sealed = await sealAll(sealer, blob, plain)
        expect(await openAll(sealer, blob, sealed)).toBe(toHex(concatBytes(...plain)))
        expect(await openAll(sealer, blob, sealed.slice(0, -1))).toBe('blob-truncated')
        expect(await openAll(sealer, blob, [...sealed, ...sealed.slice(0, 1)])).toBe('blob-extended')
        expect(await openAll(sealer, blob, sealed.slice(1))).toBe('piece-misplaced')
        const from = one % sealed.length
        const to = other % sealed.length
        if (from === to) return
        const swapped = sealed.with(from, sealed[to] ?? key).with(to, sealed[from] ?? key)
        expect(await openAll(sealer, blob, swapped)).toBe('piece-misplaced')
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it('opens no piece whose every word about its place was changed to fit', async () => {
    const sealer = await create(key)
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(9), fc.boolean(), async (plain, index, last) => {
        const [first] = await sealAll(sealer, blob, plain)
        if (first === undefined || (index === 0 && !last)) return
        const forged = first.slice()
        forged.set(pieceNonce({ index, last }), 17)
        expect(await (await sealer.blob(blob)).open({ index, last }, forged)).toEqual({
          ok: false,
          error: { type: 'seal-tampered' },
        })
      }),
      { seed: 6, numRuns: 40 },
    )
  })

  it('opens nothing as a piece of another blob, workspace or epoch, and no changed byte', async () => {
    const sealer = await create(key)
    const [sealed] = await sealAll(sealer, blob, [Uint8Array.of(1, 2, 3)])
    if (sealed === undefined) throw new Error('one piece was sealed')
    expect(await openAll(sealer, { ...blob, blobId: 'c' }, [sealed])).toBe('seal-tampered')
    expect(await openAll(sealer, { ...blob, workspaceId: 'x' }, [sealed])).toBe('seal-wrong-key')
    expect(await openAll(sealer, { ...blob, epoch: 1 }, [sealed])).toBe('seal-wrong-key')
    expect(await openAll(await create(testRandom(9).bytes(32)), blob, [sealed])).toBe('seal-wrong-key')
    for (let at = 0; at < sealed.length; at += 1)
      expect(await openAll(sealer, blob, [sealed.with(at, (sealed[at] ?? 0) ^ 1)])).not.toBe('010203')
    for (let length = 0; length < sealed.length; length += 1)
      expect(await openAll(sealer, blob, [sealed.subarray(0, length)])).toMatch(/^seal-/)
  })
})

it('has vectors that OpenSSL makes as well', () => {
  expect(vectors.length).toBeGreaterThan(2)
  for (const vector of vectors) expect(byOpenSsl(vector)).toBe(vector.sealed)
})

it('A2: every size has its pieces, the last of them never empty but in an empty blob', () => {
  expect([pieceCountOf(0), sealedSizeOf(0)]).toEqual([1, 45])
  const sizes = fc.oneof(
    fc.nat(3 * pieceCapacity),
    fc.nat(4).map(n => n * pieceCapacity),
  )
  fc.assert(
    fc.property(sizes, size => {
      const count = pieceCountOf(size)
      const lastPiece = sealedSizeOf(size) - (count - 1) * blobPieceBytes
      expect(lastPiece).toBeGreaterThanOrEqual(size === 0 ? 45 : 46)
      expect(lastPiece).toBeLessThanOrEqual(blobPieceBytes)
      expect(sealedPieceCountOf(sealedSizeOf(size))).toBe(count)
      expect(isSealedSize(sealedSizeOf(size))).toBe(true)
      // Sizes that no blob has: a last piece of nothing but overhead, or less.
      expect(isSealedSize(count * blobPieceBytes + 1 + (size % pieceOverhead))).toBe(false)
    }),
    { seed: 7 },
  )
})
