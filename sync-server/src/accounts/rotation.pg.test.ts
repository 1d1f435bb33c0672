/** A new account key: everything is under it or nothing is, and nobody is left outside. */

import {
  openAccount,
  openOlderAccount,
  unwrapAccountKey,
  unwrapWorkspaceKey,
} from '@weft/shared/crypto/account/account-key.ts'
import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { runAccountServer } from '../testing/account-server.ts'
import {
  addDeviceBody,
  join,
  makeDevice,
  passwordBody,
  text,
  unText,
  workspaceBody,
} from '../testing/person.ts'
import { rotationBody } from '../testing/rotation.ts'

const Workspaces = z.object({
  workspaces: z.array(
    z.object({ keys: z.array(z.object({ epoch: z.int(), generation: z.int(), blob: z.string() })) }),
  ),
})
const Older = z.object({ older: z.array(z.object({ generation: z.int(), blob: z.string() })) })

test('keys that were re-wrapped open with the new account key, others through the older one', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { browser, accountId, workspaceId } = ada
  const params = { workspaceId }
  const first = await workspaceBody(ada)
  await browser.done('attach-workspace', { params, body: first })
  const key = { workspaceId, epoch: 0, generation: 1, wrapped: unText(first.blob) }
  const { body, password } = await rotationBody(ada, { workspaceKeys: [key] })
  // Stored by another device while the rotation was being planned.
  await browser.done('attach-workspace', { params, body: await workspaceBody(ada, 1) })
  expect(await browser.done('rotate-keys', { body })).toEqual({ sequence: 2 })

  const byPassword = body.wraps.find(({ path }) => path === 'account-by-password')
  const place = { kind: 'account-by-password', accountId, generation: 2 } as const
  const accountKey = valueOf(await unwrapAccountKey(password.wrapKey, place, unText(byPassword?.blob)))
  const account = await openAccount(accountKey, { accountId, generation: 2 }, systemRandom)
  const { older } = Older.parse(await browser.done('read-account'))
  expect(older.map(({ generation }) => generation)).toEqual([1])
  const before = valueOf(await openOlderAccount(account, 1, unText(older[0]?.blob), systemRandom))
  const { workspaces } = Workspaces.parse(await browser.done('list-workspaces'))
  const keys = workspaces[0]?.keys ?? []
  expect(keys.map(({ epoch, generation }) => [epoch, generation])).toEqual([
    [0, 2],
    [1, 1],
  ])
  for (const { epoch, generation, blob } of keys) {
    const opener = generation === 2 ? account : before
    const opened = valueOf(await unwrapWorkspaceKey(opener, { workspaceId, epoch }, unText(blob)))
    expect(opened).toEqual(ada.workspaceKey)
  }
})

test('a rotation re-wraps no workspace of somebody else', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const eve = await join(server.browser(), 'eve@example.org')
  const params = { workspaceId: ada.workspaceId }
  await ada.browser.done('attach-workspace', { params, body: await workspaceBody(ada) })
  const before = await ada.browser.done('list-workspaces')
  const { body } = await rotationBody(eve)
  const workspaceKeys = [{ workspaceId: ada.workspaceId, epoch: 0, blob: text(systemRandom.bytes(80)) }]
  await eve.browser.done('rotate-keys', { body: { ...body, workspaceKeys } })
  expect(await ada.browser.done('list-workspaces')).toEqual(before)
})

test('with a rotation a device can be revoked: it has no wrap, no session and no way back', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const lost = await makeDevice()
  const onLost = server.browser()
  await onLost.done('sign-in', { body: { email: ada.email, authKey: text(ada.authKey) } })
  const added = await addDeviceBody(ada, lost)
  await onLost.done('add-device', { body: added.body })
  const { body, recovery } = await rotationBody(added.after, { revoked: [lost.id] })
  await ada.browser.done('rotate-keys', { body: { ...body, keepOtherSessions: true } })
  expect((await onLost.ask('read-session')).problem).toBe('session-missing')
  expect(server.ended()).toHaveLength(1)
  const paths = body.wraps.map(({ path }) => path)
  expect(paths).not.toContain(`account-to-device/${lost.id}`)
  // The phrase before signs nobody in, the new one does.
  const byPhrase = (proof: Uint8Array) => ({ body: { email: ada.email, recoveryAuth: text(proof) } })
  expect((await onLost.ask('use-recovery-phrase', byPhrase(ada.recoveryAuth))).problem).toBe(
    'sign-in-refused',
  )
  await onLost.done('use-recovery-phrase', byPhrase(recovery.recoveryAuth))
})

test('of a rotation and a new password at once one wins whole; a generation is not skipped', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { body } = await rotationBody(ada)
  const other = await passwordBody(ada, 'a better password')
  const skipped = await ada.browser.ask('rotate-keys', { body: { ...body, generation: 3 } })
  expect(skipped.problem).toBe('generation-unknown')
  const answers = await Promise.all([
    ada.browser.ask('rotate-keys', { body }),
    ada.browser.ask('change-password', { body: other.body }),
  ])
  const problems = answers.map(({ problem }) => problem)
  expect(new Set(problems)).toEqual(new Set([undefined, 'state-moved']))
  const rotated = problems[0] === undefined
  expect(await ada.browser.done('read-account')).toMatchObject({
    sequence: 2,
    generation: rotated ? 2 : 1,
    state: rotated ? body.state : other.body.state,
  })
})

test('a new cost without its proof would lock a person out, and is refused', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { body } = await rotationBody(ada)
  const { authKey: _authKey, ...withoutProof } = body
  expect((await ada.browser.ask('rotate-keys', { body: withoutProof })).problem).toBe('state-inconsistent')
  await ada.browser.done('rotate-keys', { body })
})
