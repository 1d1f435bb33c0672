/**
 * The server learns nothing: everything that a client keeps to itself, and every secret it proves something with, is
 * searched for in every row and every line of the log, in each form that bytes are written in.
 */

import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { runAccountServer } from '../testing/account-server.ts'
import {
  addDeviceBody,
  makeDevice,
  makePerson,
  passwordBody,
  text,
  workspaceBody,
} from '../testing/person.ts'

const formsOf = (secret: Uint8Array | string): readonly string[] => {
  const bytes = Buffer.from(secret)
  const forms = ['hex', 'base64', 'base64url', 'latin1', 'utf8'] as const
  return forms.map(form => bytes.toString(form).replace(/=+$/, ''))
}

test('no key, password, proof, token or sealed value’s content is in any row or log line', async () => {
  const server = await runAccountServer()
  const password = 'planted-canary password'
  const ada = await makePerson('ada@example.org', password)
  const browser = server.browser()
  const cookies: (string | undefined)[] = []
  const remember = () => cookies.push(browser.cookie()?.split('=')[1])
  await browser.done('create-account', { body: ada.signUp })
  remember()
  await browser.done('attach-workspace', {
    params: { workspaceId: ada.workspaceId },
    body: await workspaceBody(ada),
  })
  const socket = await browser.done('create-socket-ticket')
  const device = await browser.done('create-device-ticket')
  const { invitation } = await browser.done('create-invitation')
  const rendezvousId = 'a'.repeat(26)
  const { token } = await browser.done('create-rendezvous', { body: { rendezvousId, lifetime: 'scan' } })
  const joined = await browser.done('join-rendezvous', { params: { rendezvousId } })
  await browser.done('renew-proof', { body: { of: 'phrase', proof: text(ada.recoveryAuth) } })
  remember()
  const second = server.browser()
  await second.done('sign-in', { body: { email: ada.email, authKey: text(ada.authKey) } })
  const added = await addDeviceBody(ada, await makeDevice())
  await second.done('add-device', { body: added.body })
  const changed = await passwordBody(added.after, 'another planted-canary')
  await browser.done('change-password', { body: changed.body })
  // What goes wrong is logged: it must say nothing either.
  await browser.ask('sign-in', { body: { email: ada.email, authKey: text(ada.accountKey) } })
  await browser.ask('create-account', { body: { ...ada.signUp, planted: 'planted-canary' } })
  await browser.ask('create-account', { body: { ...ada.signUp, email: 'other@example.org' } })
  await server.database.db.schema
    .alterTable('accounts')
    .addCheckConstraint('broken', sql`email not like 'eve%'`)
    .execute()
  const eve = await makePerson('eve@example.org')
  await server
    .browser()
    .ask('create-account', { body: eve.signUp })
    .catch(() => undefined)
  expect(server.logged()).toContain('operation failed')

  const secrets: readonly (Uint8Array | string)[] = [
    'planted-canary',
    password,
    ada.accountKey,
    ada.workspaceKey,
    ada.authKey,
    ada.recoveryAuth,
    changed.keys.authKey,
    eve.authKey,
    eve.recoveryAuth,
    ...[socket['ticket'], device['ticket'], invitation, token, joined['token'], ...cookies].map(String),
  ]
  expect(cookies.every(cookie => cookie?.length === 43)).toBe(true)
  const { pool } = server.database
  const tables = await pool.query<{ readonly name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  let dump = ''
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ readonly row: string }>(`select t::text as row from "${name}" as t`)
    dump += rows.map(({ row }) => row).join('\n')
  }
  // Rows show bytes in hexadecimal; the search is worth something only if it finds what is there.
  expect(dump).toContain(ada.accountId)
  expect(dump).toContain(Buffer.from(ada.device.keys.signing.publicKey).toString('hex'))
  const raw = Buffer.from(
    [...dump.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) => hex).join(''),
    'hex',
  ).toString('latin1')
  for (const secret of secrets)
    for (const form of formsOf(secret))
      for (const [place, content] of [
        ['rows', dump],
        ['bytes', raw],
        ['log', server.logged()],
      ] as const)
        expect([place, content.includes(form)], form).toEqual([place, false])
  expect(server.logged()).not.toContain(ada.email)
  expect(server.logged()).not.toContain(eve.email)
})
