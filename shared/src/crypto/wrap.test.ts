import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { createId } from '../ids.ts'
import { testRandom } from '../testing/env.ts'
import { importSecret } from './hkdf.ts'
import { accountVectors } from './testing/account-vectors.ts'
import { fixedRandom, fromHex, sealByOpenSsl, toHex } from './testing/open-ssl.ts'
import { createWrapKey, wrapKeyInfo, wrapKidInfo, type WrapPlace, wrapPlace } from './wrap.ts'

/** `WRAP_CASES` asks for more. */
const cases = Number(process.env['WRAP_CASES'] ?? 10_000)

const random = testRandom(1)
const accounts = [createId(random, 'acc'), createId(random, 'acc')] as const
const devices = [createId(random, 'dev'), createId(random, 'dev')] as const
const workspaces = [createId(random, 'wsp'), createId(random, 'wsp')] as const

const accountId = fc.constantFrom(...accounts)
// The same small numbers everywhere: what one place calls a generation, another calls an epoch.
const number = fc.constantFrom(0, 1, 2, 12, 21)

const place: fc.Arbitrary<WrapPlace> = fc.oneof(
  fc.record({ kind: fc.constant('account-by-password'), accountId, generation: number } as const),
  fc.record({ kind: fc.constant('account-by-recovery'), accountId, generation: number } as const),
  fc.record({
    kind: fc.constant('account-to-device'),
    accountId,
    generation: number,
    deviceId: fc.constantFrom(...devices),
  } as const),
  fc.record({
    kind: fc.constant('device-name'),
    accountId,
    generation: number,
    deviceId: fc.constantFrom(...devices),
  } as const),
  fc.record({ kind: fc.constant('account-older'), accountId, generation: number, older: number } as const),
  fc.record({
    kind: fc.constant('identity'),
    accountId,
    generation: number,
    half: fc.constantFrom('signing', 'agreement'),
  } as const),
  fc.record({
    kind: fc.constant('workspace-by-account'),
    accountId,
    generation: number,
    workspaceId: fc.constantFrom(...workspaces),
    epoch: number,
  } as const),
)

/** The same kind in another place: where only the place can tell them apart. */
const sameKind = place.chain(from =>
  fc.tuple(
    fc.constant(from),
    place.filter(to => to.kind === from.kind),
  ),
)

it.each(accountVectors.wraps)('gives the known answer for $place.kind', async vector => {
  const key = createWrapKey<WrapPlace>(
    await importSecret(fromHex(vector.secret)),
    fixedRandom(fromHex(vector.nonce)),
  )
  expect(toHex(await key.wrap(vector.place, fromHex(vector.key)))).toBe(vector.wrapped)
  expect(await key.unwrap(vector.place, fromHex(vector.wrapped))).toEqual({
    ok: true,
    value: fromHex(vector.key),
  })
  const byOpenSsl = sealByOpenSsl({
    secret: fromHex(vector.secret),
    keyInfo: wrapKeyInfo(vector.place.kind),
    kidInfo: wrapKidInfo(vector.place.kind),
    place: wrapPlace(vector.place),
    nonce: fromHex(vector.nonce),
    plaintext: fromHex(vector.key),
  })
  expect(toHex(byOpenSsl)).toBe(vector.wrapped)
})

it('opens a wrap nowhere but in its place, and says why not', async () => {
  const key = createWrapKey<WrapPlace>(await importSecret(random.bytes(32)), random)
  const accountKey = random.bytes(32)
  let moved = 0
  const tries = async (from: WrapPlace, to: WrapPlace) => {
    const opened = await key.unwrap(to, await key.wrap(from, accountKey))
    const same = JSON.stringify(from) === JSON.stringify(to)
    if (!same) moved += 1
    const refusal = from.kind === to.kind ? 'seal-tampered' : 'seal-wrong-key'
    expect(opened.ok ? 'opened' : opened.error.type).toBe(same ? 'opened' : refusal)
  }
  const half = Math.ceil(cases / 2)
  await fc.assert(fc.asyncProperty(place, place, tries), { numRuns: half, seed: 1 })
  await fc.assert(
    fc.asyncProperty(sameKind, ([from, to]) => tries(from, to)),
    { numRuns: half, seed: 2 },
  )
  expect(moved).toBeGreaterThan(cases * 0.8)
}, 60_000)

it('has another encoding for every place', () => {
  fc.assert(
    fc.property(place, place, (from, to) => {
      const same = JSON.stringify(from) === JSON.stringify(to)
      expect(toHex(wrapPlace(from)) === toHex(wrapPlace(to))).toBe(same)
    }),
    { numRuns: 2_000, seed: 3 },
  )
})

it('tells another secret, a changed byte and a newer format apart', async () => {
  const [{ secret, place: at, wrapped }] = accountVectors.wraps as readonly [
    (typeof accountVectors.wraps)[number],
  ]
  const key = createWrapKey<WrapPlace>(await importSecret(fromHex(secret)), random)
  const other = createWrapKey<WrapPlace>(await importSecret(random.bytes(32)), random)
  const bytes = fromHex(wrapped)
  const errorOf = async (changed: Uint8Array, by = key) => {
    const opened = await by.unwrap(at, changed)
    return opened.ok ? 'opened' : opened.error.type
  }
  expect(await errorOf(bytes, other)).toBe('seal-wrong-key')
  for (let index = 17; index < bytes.length; index += 1) {
    const changed = bytes.slice()
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(await errorOf(changed)).toBe('seal-tampered')
  }
  expect(await errorOf(concatBytes(Uint8Array.of(2), bytes.subarray(1)))).toBe('seal-newer-format')
  expect(await errorOf(bytes.subarray(0, 40))).toBe('seal-malformed')
})
