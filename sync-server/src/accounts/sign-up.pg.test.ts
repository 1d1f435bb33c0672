/** From nothing to a second device that opens everything, with the cryptography of the client. */

import { openAccount, unwrapAccountKey, unwrapWorkspaceKey } from '@weft/shared/crypto/account/account-key.ts'
import { checkState, type StoredWrap } from '@weft/shared/crypto/account/check-state.ts'
import { openIdentity } from '@weft/shared/crypto/account/identity.ts'
import { standardCost } from '@weft/shared/crypto/account/kdf-parameters.ts'
import { derivePasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { runAccountServer } from '../testing/account-server.ts'
import { makeDevice, addDeviceBody, makePerson, text, unText, workspaceBody } from '../testing/person.ts'
import { usualCost } from './prelogin.ts'

const random = systemRandom

/** Read back as a client reads it. */
const Received = z.object({
  accountId: AccountId,
  generation: z.int(),
  state: z.object({ bytes: z.string(), signature: z.string() }),
  wraps: z.array(z.object({ path: z.string(), blob: z.string() })),
  identity: z.object({ signing: z.string(), agreement: z.string() }),
})

const toWrap = ({ path, blob }: { readonly path: string; readonly blob: string }): StoredWrap => {
  const [kind, id] = path.split('/')
  const wrapped = unText(blob)
  if (kind === 'account-to-device') return { path: { kind, deviceId: DeviceId.parse(id) }, wrapped }
  if (kind === 'account-by-password' || kind === 'account-by-recovery') return { path: { kind }, wrapped }
  throw new Error(`unknown path ${path}`)
}

test('a second device signs in by password, unwraps the account key, believes the state, and adds itself', async () => {
  const server = await runAccountServer()
  const password = 'violet umbrella 1887'
  const person = await makePerson('Ada@Example.org ', password, { random })
  const first = server.browser()
  const made = await first.done('create-account', { body: person.signUp })
  expect(made).toMatchObject({
    accountId: person.accountId,
    role: 'administrator',
    deviceId: person.device.id,
  })
  const { workspaceId } = person
  await first.done('attach-workspace', { params: { workspaceId }, body: await workspaceBody(person) })
  expect(valueOf(await server.roomLog.heads([workspaceId])).has(workspaceId)).toBe(true)

  const second = server.browser()
  const { kdf } = await second.done('prelogin', { body: { email: 'ada@example.ORG' } })
  const cost = z.object({ memory: z.int(), passes: z.int(), lanes: z.int(), salt: z.string() }).parse(kdf)
  const keys = valueOf(
    await derivePasswordKeys(password, { ...cost, salt: unText(cost.salt) }, null, { random }),
  )
  const session = await second.done('sign-in', {
    body: { email: 'ADA@example.org', authKey: text(keys.authKey) },
  })
  expect(session).toMatchObject({ accountId: person.accountId, deviceId: null })

  const received = Received.parse(await second.done('read-account'))
  const { accountId, generation } = received
  const wraps = received.wraps.map(toWrap)
  const byPassword = wraps.find(({ path }) => path.kind === 'account-by-password')
  const place = { kind: 'account-by-password', accountId, generation } as const
  const accountKey = valueOf(
    await unwrapAccountKey(keys.wrapKey, place, byPassword?.wrapped ?? new Uint8Array(0)),
  )
  const account = await openAccount(accountKey, { accountId, generation }, random)
  const wrappedIdentity = {
    signing: unText(received.identity.signing),
    agreement: unText(received.identity.agreement),
  }
  const identity = valueOf(await openIdentity(account, wrappedIdentity))
  const signed = {
    bytes: unText(received.state.bytes),
    signature: unText(received.state.signature),
  }
  const trust = { accountId, signer: identity.signing.publicKey, pinned: null }
  const accepted = valueOf(await checkState(trust, { signed, wraps }))
  expect(accepted.state.devices.map(({ id }) => id)).toEqual([person.device.id])

  const listed = z
    .object({ workspaces: z.array(z.object({ keys: z.array(z.object({ blob: z.string() })) })) })
    .parse(await second.done('list-workspaces'))
  const key = unText(listed.workspaces[0]?.keys[0]?.blob)
  expect(valueOf(await unwrapWorkspaceKey(account, { workspaceId, epoch: 0 }, key))).toEqual(
    person.workspaceKey,
  )

  const device = await makeDevice()
  const here = { ...person, accountKey, account, identity, state: accepted.state, signed, wraps }
  const { body } = await addDeviceBody(here, device)
  const before = second.cookie()
  expect(await second.done('add-device', { body })).toEqual({ sequence: 2 })
  expect(second.cookie()).not.toBe(before)
  expect(await second.done('read-session')).toMatchObject({ deviceId: device.id })
  const again = Received.parse(await first.done('read-account'))
  valueOf(
    await checkState(
      { ...trust, pinned: accepted.pinned },
      {
        signed: { bytes: unText(again.state.bytes), signature: unText(again.state.signature) },
        wraps: again.wraps.map(toWrap),
      },
    ),
  )
})

test('the cost that unknown addresses get is the one that new accounts have', () => {
  expect(usualCost).toEqual(standardCost)
})
