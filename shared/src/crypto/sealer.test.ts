import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeText } from '../bytes.ts'
import type { Random } from '../env.ts'
import { importSecret } from './hkdf.ts'
import { testRandom } from '../testing/env.ts'
import {
  blobKeyInfo,
  envelopeOverhead,
  keyInfo,
  kidInfo,
  placesOf,
  type Sealer,
  type SealScope,
} from './sealer.ts'
import { createSyncSealer } from './sync-sealer.ts'
import { fixedRandom, fromHex, hkdfByOpenSsl, sealByOpenSsl, toHex } from './testing/open-ssl.ts'
import { createWebSealer } from './web-sealer.ts'

interface Vector {
  readonly workspaceKey: string
  readonly scope: SealScope
  readonly map: string
  readonly key: string
  readonly nonce: string
  readonly plaintext: string
  readonly sealed: string
  readonly blobId: string
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./seal-vectors.json', import.meta.url), 'utf8'),
)

const sealers: Record<string, (key: Uint8Array<ArrayBuffer>, random: Random) => Promise<Sealer>> = {
  web: async (key, random) => createWebSealer(await importSecret(key), random),
  sync: async (key, random) => createSyncSealer(key, random),
}

const sealedByOpenSsl = ({ workspaceKey, scope, map, key, nonce, plaintext }: Vector): string =>
  toHex(
    sealByOpenSsl({
      secret: fromHex(workspaceKey),
      keyInfo: keyInfo(scope),
      kidInfo: kidInfo(scope),
      place: placesOf(scope)(map, key),
      nonce: fromHex(nonce),
      plaintext: fromHex(plaintext),
    }),
  )

const blobIdByOpenSsl = (vector: Vector): string => {
  const key = hkdfByOpenSsl(fromHex(vector.workspaceKey), blobKeyInfo(vector.scope.workspaceId))
  const digest = createHash('sha256').update(fromHex(vector.plaintext)).digest()
  return createHmac('sha256', key).update(digest).digest('hex').slice(0, 32)
}

describe.each(Object.entries(sealers))('the %s sealer', (_, create) => {
  it.each(vectors)('gives the known answer for $scope.purpose $map/$key', async vector => {
    const sealer = await create(fromHex(vector.workspaceKey), fixedRandom(fromHex(vector.nonce)))
    const scoped = await sealer.scope(vector.scope)
    expect(toHex(await scoped.seal(vector.map, vector.key, fromHex(vector.plaintext)))).toBe(vector.sealed)
    expect(await scoped.open(vector.map, vector.key, fromHex(vector.sealed))).toEqual({
      ok: true,
      value: fromHex(vector.plaintext),
    })
    const digest = createHash('sha256').update(fromHex(vector.plaintext)).digest()
    expect(toHex(await sealer.blobId(vector.scope.workspaceId, digest))).toBe(vector.blobId)
  })

  it('opens a value nowhere but in its place', async () => {
    const sealer = await create(testRandom(1).bytes(32), testRandom(2))
    const place = fc.record({
      purpose: fc.constantFrom<SealScope['purpose']>('value', 'credentials', 'blob'),
      workspaceId: fc.constantFrom('w1', 'w2'),
      roomId: fc.constantFrom('r1', 'r2', ''),
      epoch: fc.constantFrom(0, 1),
      map: fc.constantFrom('m', 'r', 'mr'),
      key: fc.constantFrom('a', 'ra', 'b'),
    })
    await fc.assert(
      fc.asyncProperty(place, place, async (from, to) => {
        const sealed = await (await sealer.scope(from)).seal(from.map, from.key, encodeText('kept'))
        const opened = await (await sealer.scope(to)).open(to.map, to.key, sealed)
        const samePlace = JSON.stringify(from) === JSON.stringify(to)
        expect(opened.ok).toBe(samePlace)
      }),
      { numRuns: 500 },
    )
  })

  it('tells a wrong key, a changed byte, a newer format and rubbish apart', async () => {
    const scope: SealScope = { purpose: 'value', workspaceId: 'w', roomId: 'r', epoch: 0 }
    const sealer = await create(testRandom(1).bytes(32), testRandom(2))
    const other = await create(testRandom(9).bytes(32), testRandom(2))
    const scoped = await sealer.scope(scope)
    const sealed = await scoped.seal('m', 'k', encodeText('text'))
    const errorOf = async (bytes: Uint8Array) => {
      const opened = await scoped.open('m', 'k', bytes)
      return opened.ok ? 'opened' : opened.error.type
    }
    const foreign = await (await other.scope(scope)).open('m', 'k', sealed)
    expect(foreign).toEqual({ ok: false, error: { type: 'seal-wrong-key' } })
    for (let index = envelopeOverhead - 16; index < sealed.length; index += 1) {
      const changed = sealed.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(await errorOf(changed)).toBe('seal-tampered')
    }
    expect(await errorOf(concatBytes(Uint8Array.of(2), sealed.subarray(1)))).toBe('seal-newer-format')
    expect(await errorOf(sealed.subarray(0, 20))).toBe('seal-malformed')
    expect(await errorOf(new Uint8Array(0))).toBe('seal-malformed')
    expect(await errorOf(concatBytes(Uint8Array.of(0), sealed.subarray(1)))).toBe('seal-malformed')
  })
})

it('has vectors that OpenSSL makes as well', () => {
  for (const vector of vectors) {
    expect(sealedByOpenSsl(vector)).toBe(vector.sealed)
    expect(blobIdByOpenSsl(vector)).toBe(vector.blobId)
  }
})
