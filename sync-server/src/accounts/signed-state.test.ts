/** The server's reader of states against the client's: what one takes the other takes, and both see the same. */

import { parseAccountState } from '@weft/shared/crypto/account/account-state.ts'
import { createTestAccount } from '@weft/shared/crypto/testing/test-account.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSignedBy, readSignedState, sha256 } from './signed-state.ts'

const account = await createTestAccount(testRandom(1))
const { bytes, signature } = account.signed
const runs = Number(process.env['STATE_CASES'] ?? 500)

test('reads what the client wrote', () => {
  const read = readSignedState(account.signed)
  if (!read.ok) throw new Error(read.error)
  const { state } = account
  expect(read.value).toMatchObject({
    accountId: state.accountId,
    generation: state.generation,
    sequence: state.sequence,
    previous: Buffer.of(),
    signingKey: Buffer.from(state.identity.signing),
  })
  expect([...read.value.devices.keys()]).toEqual(state.devices.map(({ id }) => id).toSorted())
  for (const { path, wrapped } of account.wraps) {
    const key = path.kind === 'account-to-device' ? `${path.kind}/${path.deviceId}` : path.kind
    expect(read.value.wraps.get(key)).toBe(sha256(wrapped).toString('hex'))
  }
})

test('whatever a state is turned into, nothing throws, and what the client takes the server takes', () => {
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(bytes.length),
      (place, change, length) => {
        const other = Uint8Array.from(bytes.slice(0, Math.max(length, place + 1)))
        other[place] = (other[place] ?? 0) ^ change
        const here = readSignedState({ bytes: other, signature })
        const there = parseAccountState(other)
        if (there.ok) expect(here.ok).toBe(true)
        expect(isSignedBy(account.state.identity.signing, { bytes: other, signature })).toBe(false)
      },
    ),
    { seed: 7, numRuns: runs },
  )
})

test('signed by the identity, by nobody else, and by no key that is none', () => {
  const { signing, agreement } = account.state.identity
  expect(isSignedBy(signing, account.signed)).toBe(true)
  expect(isSignedBy(agreement, account.signed)).toBe(false)
  expect(isSignedBy(new Uint8Array(65).fill(4), account.signed)).toBe(false)
  expect(isSignedBy(new Uint8Array(3), account.signed)).toBe(false)
})
