import { argon2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeText } from '../../bytes.ts'
import { testRandom } from '../../testing/env.ts'
import { accountVectors } from '../testing/account-vectors.ts'
import { fixedRandom, fromHex, hkdfByOpenSsl, sealByOpenSsl, toHex } from '../testing/open-ssl.ts'
import { wrapKeyInfo, wrapKidInfo, wrapPlace } from '../wrap.ts'
import { type Argon2id, floorMemory, floorPasses, smallDeviceCost, standardCost } from './kdf-parameters.ts'
import {
  type AccountSecret,
  authInfo,
  createPasswordKeys,
  derivePasswordKeys,
  masterInfo,
  parseAccountSecret,
  passwordWrapInfo,
} from './password-key.ts'

const secretFromHex = (hex: string | null): AccountSecret | null => {
  const parsed = hex === null ? null : parseAccountSecret(fromHex(hex))
  return parsed?.ok ? parsed.value : null
}

describe.each(accountVectors.password)('the known answer for $kdf.memory KiB, $kdf.passes passes', vector => {
  const kdf = { ...vector.kdf, salt: fromHex(vector.kdf.salt) }
  const accountSecret = secretFromHex(vector.accountSecret)
  const { accountId, generation } = vector
  const place = { kind: 'account-by-password', accountId, generation } as const

  it('is given', async () => {
    const keys = await derivePasswordKeys(vector.password, kdf, accountSecret, {
      random: fixedRandom(fromHex(vector.nonce)),
    })
    if (!keys.ok) throw new Error(keys.error.type)
    expect(toHex(keys.value.authKey)).toBe(vector.authKey)
    expect(toHex(await keys.value.wrapKey.wrap(place, fromHex(vector.accountKey)))).toBe(vector.wrapped)
  })

  it('is OpenSSL’s as well', () => {
    const strengthened = argon2Sync('argon2id', {
      message: encodeText(vector.password.normalize('NFKC')),
      nonce: kdf.salt,
      parallelism: kdf.lanes,
      tagLength: 32,
      memory: kdf.memory,
      passes: kdf.passes,
    })
    expect(toHex(strengthened)).toBe(vector.strengthened)
    const material = concatBytes(strengthened, accountSecret ?? new Uint8Array(0))
    const master = hkdfByOpenSsl(material, masterInfo(accountSecret), 32, kdf.salt)
    expect(toHex(hkdfByOpenSsl(master, authInfo))).toBe(vector.authKey)
    const wrapped = sealByOpenSsl({
      secret: hkdfByOpenSsl(master, passwordWrapInfo),
      keyInfo: wrapKeyInfo(place.kind),
      kidInfo: wrapKidInfo(place.kind),
      place: wrapPlace(place),
      nonce: fromHex(vector.nonce),
      plaintext: fromHex(vector.accountKey),
    })
    expect(toHex(wrapped)).toBe(vector.wrapped)
  })
})

/** Cheap, and remembers what it was asked. */
const watchedArgon2id = (fails: (memory: number) => boolean = () => false) => {
  const asked: { readonly password: string; readonly memory: number }[] = []
  const argon2id: Argon2id = async (password, { memory, salt }) => {
    asked.push({ password: Buffer.from(password).toString(), memory })
    if (fails(memory)) throw new RangeError('out of memory')
    return hkdfByOpenSsl(password, salt)
  }
  return { asked, argon2id }
}

const salt = testRandom(2).bytes(16)

it.each([
  ['memory below the floor', { memory: floorMemory - 1 }, 'kdf-downgrade'],
  ['passes below the floor', { passes: floorPasses - 1 }, 'kdf-downgrade'],
  ['nothing at all', { memory: 0, passes: 0 }, 'kdf-downgrade'],
  ['a short salt', { salt: salt.slice(0, 8) }, 'kdf-downgrade'],
  ['no salt', { salt: salt.slice(0, 0) }, 'kdf-downgrade'],
  ['memory that no phone has', { memory: 4 * 1024 * 1024 }, 'kdf-too-costly'],
  ['passes without end', { passes: 1_000_000 }, 'kdf-too-costly'],
  ['more lanes', { lanes: 4 }, 'kdf-unsupported'],
  ['half a pass', { passes: 2.5 }, 'kdf-unsupported'],
  ['not a number', { memory: Number.NaN }, 'kdf-unsupported'],
] as const)('refuses %s before anything is computed', async (_, wrong, type) => {
  const { asked, argon2id } = watchedArgon2id()
  const kdf = { ...standardCost, salt, ...wrong }
  const keys = await derivePasswordKeys('whatever it is', kdf, null, { random: testRandom(1), argon2id })
  expect(keys).toEqual({ ok: false, error: { type } })
  expect(asked).toEqual([])
})

it('takes every way of typing a text as one password', async () => {
  const { asked, argon2id } = watchedArgon2id()
  const deps = { random: testRandom(1), argon2id }
  const kdf = { ...standardCost, salt }
  const composed = await derivePasswordKeys('caf\u00e9 \uff11\ufb01', kdf, null, deps)
  const decomposed = await derivePasswordKeys('cafe\u0301 1fi', kdf, null, deps)
  expect(asked[0]?.password).toBe(asked[1]?.password)
  expect(composed.ok && composed.value.authKey).toEqual(decomposed.ok && decomposed.value.authKey)
})

it('gives other keys for another salt, and with an account secret', async () => {
  const deps = { random: testRandom(1), argon2id: watchedArgon2id().argon2id }
  const authKeyOf = async (of: Uint8Array<ArrayBuffer>, secret: AccountSecret | null) => {
    const keys = await derivePasswordKeys('the same', { ...standardCost, salt: of }, secret, deps)
    return keys.ok ? toHex(keys.value.authKey) : keys.error.type
  }
  const secret = secretFromHex('00'.repeat(16))
  const all = [
    await authKeyOf(salt, null),
    await authKeyOf(testRandom(3).bytes(16), null),
    await authKeyOf(salt, secret),
    await authKeyOf(salt, secretFromHex('01'.repeat(16))),
  ]
  expect(new Set(all).size).toBe(4)
})

it('makes a new password’s keys at the smaller cost where memory is short, and says so', async () => {
  const short = watchedArgon2id(memory => memory > smallDeviceCost.memory)
  const made = await createPasswordKeys('whatever', null, {
    random: testRandom(1),
    argon2id: short.argon2id,
  })
  expect(made.ok && made.value.kdf).toEqual({ ...smallDeviceCost, salt: testRandom(1).bytes(16) })
  const none = watchedArgon2id(() => true)
  const failed = await createPasswordKeys('whatever', null, {
    random: testRandom(1),
    argon2id: none.argon2id,
  })
  expect(failed.ok || failed.error.type).toBe('kdf-failed')
  expect(none.asked.map(({ memory }) => memory)).toEqual([standardCost.memory, smallDeviceCost.memory])
})
