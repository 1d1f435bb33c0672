import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { concatBytes, lengthPrefixed, splitLengthPrefixed } from '../../bytes.ts'
import { testRandom } from '../../testing/env.ts'
import { accountVectors } from '../testing/account-vectors.ts'
import { fromHex, toHex } from '../testing/open-ssl.ts'
import { createTestAccount, type TestAccount } from '../testing/test-account.ts'
import { type AccountState, encodeAccountState, hashOf, parseAccountState } from './account-state.ts'

/** JSON has no bytes: texts of hexadecimal become bytes, ids and kinds do not look like them. */
const revive = (value: unknown): unknown => {
  if (typeof value === 'string') return /^([0-9a-f]{2})*$/.test(value) ? fromHex(value) : value
  if (Array.isArray(value)) return value.map(revive)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]))
}

describe.each(accountVectors.state)('the known answer', vector => {
  const state = revive(vector.state) as AccountState

  it('is the encoding of its state, in whatever order the state lists things', async () => {
    expect(toHex(encodeAccountState(state))).toBe(vector.bytes)
    const turned = { ...state, wraps: state.wraps.toReversed(), devices: state.devices.toReversed() }
    expect(toHex(encodeAccountState(turned))).toBe(vector.bytes)
    expect(toHex(await hashOf(fromHex(vector.bytes)))).toBe(vector.hash)
  })

  it('is read back', () => {
    const parsed = parseAccountState(fromHex(vector.bytes))
    if (!parsed.ok) throw new Error(parsed.error.type)
    expect(toHex(encodeAccountState(parsed.value))).toBe(vector.bytes)
    expect(parsed.value).toMatchObject({ generation: state.generation, sequence: state.sequence })
    expect(new Set(parsed.value.devices)).toEqual(new Set(state.devices))
    expect(new Set(parsed.value.wraps)).toEqual(new Set(state.wraps))
  })
})

let account: TestAccount
beforeAll(async () => {
  account = await createTestAccount(testRandom(1))
})

it('is one with its bytes: what can be read is what would be written', () => {
  const bytes = encodeAccountState(account.state)
  const edit = fc.record({ at: fc.nat({ max: bytes.length - 1 }), value: fc.integer({ min: 0, max: 255 }) })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), edits => {
      const changed = bytes.slice()
      for (const { at, value } of edits) changed[at] = value
      const parsed = parseAccountState(changed)
      if (parsed.ok) expect(toHex(encodeAccountState(parsed.value))).toBe(toHex(changed))
    }),
    { numRuns: 3_000, seed: 1 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), rubbish => {
      expect(parseAccountState(rubbish).ok).toBe(false)
    }),
    { numRuns: 1_000, seed: 2 },
  )
})

const errorOf = (bytes: Uint8Array): string => {
  const parsed = parseAccountState(bytes)
  return parsed.ok ? 'read' : parsed.error.type
}

it('refuses what is not canonical or not sound', () => {
  const { state } = account
  const [first, second] = state.wraps
  if (!first || !second) throw new Error('an account has wraps')
  const split = splitLengthPrefixed(encodeAccountState(state))
  if (!split.ok) throw new Error('a state has parts')
  const withPart = (index: number, part: Uint8Array | string) =>
    lengthPrefixed(...split.value.map((kept, at) => (at === index ? part : kept)))

  expect(errorOf(encodeAccountState(state))).toBe('read')
  expect(errorOf(concatBytes(encodeAccountState(state), lengthPrefixed('more')))).toBe('state-malformed')
  for (const number of ['01', '1e0', ' 1', '-1', '1.5', '', '0x1', '9007199254740993'])
    expect(errorOf(withPart(2, number)), number).toBe('state-malformed')
  expect(errorOf(encodeAccountState({ ...state, wraps: [first, first] }))).toBe('state-malformed')
  expect(errorOf(encodeAccountState({ ...state, devices: [] }))).toBe('state-malformed')
  const devices = state.devices.map(device => ({ ...device, revokedAt: 1 }))
  expect(errorOf(encodeAccountState({ ...state, devices }))).toBe('state-malformed')
  expect(errorOf(withPart(0, 'weft/v2/account-state'))).toBe('state-newer-format')
  expect(errorOf(withPart(0, 'weft/v1/device-certificate'))).toBe('state-malformed')
  expect(errorOf(new Uint8Array(300 * 1024))).toBe('state-malformed')
})
