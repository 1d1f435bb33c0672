/** No operation reads a table from end to end, whatever there is in it. PostgreSQL counts the scans by itself. */

import type pg from 'pg'
import { expect, test } from 'vitest'
import { runAccountServer } from '../testing/account-server.ts'
import { sealedBlob, upload } from '../testing/sealed-blob.ts'
import { addDeviceBody, join, makeDevice, passwordBody, text, workspaceBody } from '../testing/person.ts'

const scansByTable = async (client: pg.Pool) => {
  await client.query('select pg_stat_force_next_flush()')
  await client.query('select pg_stat_clear_snapshot()')
  const { rows } = await client.query<{ readonly relname: string; readonly seq_scan: number }>(
    `select relname, seq_scan from pg_stat_user_tables
     where relname not like 'kysely%' and relname not like 'departed%' order by relname`,
  )
  return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, seq_scan]))
}

/** Enough rows that an index is worth it. */
const fill = (client: pg.Pool) =>
  client.query(`
    insert into accounts select 'acc_' || n, n || '@x', 'person', 1, 1, 1, '', '', null, 1, '', '', 1, now()
      from generate_series(1, 3000) n;
    insert into devices select 'dev_' || n, 'acc_' || n, '', '', '', '', 1, now(), now(), null from generate_series(1, 3000) n;
    insert into wraps select 'acc_' || n, 'identity', 'signing', 1, '' from generate_series(1, 3000) n;
    insert into sessions (token_hash, account_id, device_id, created_at, last_used_at, expires_at)
      select int4send(n), 'acc_' || n, 'dev_' || n, now(), now(), now() + interval '10 years' from generate_series(1, 3000) n;
    insert into account_workspaces select 'wsp_' || n, 'acc_' || n, now() from generate_series(1, 3000) n;
    insert into workspace_keys select 'wsp_' || n, 0, 1, '' from generate_series(1, 3000) n;
    insert into tickets select int4send(n), 'socket', (select id from sessions limit 1), now() + interval '10 years' from generate_series(1, 3000) n;
    insert into rendezvous select 'r' || n, '', null, null, now() + interval '10 years' from generate_series(1, 3000) n;
    insert into rendezvous_messages select 'r' || n, 1, 'creator', '' from generate_series(1, 3000) n;
    insert into invitations (hash, uses_left, created_at, expires_at) select int4send(n), 1, now(), now() + interval '10 years' from generate_series(1, 3000) n;
    insert into blobs (workspace_id, id, size, checksum, completed_at, touched_at)
      select 'wsp_' || n, 'att_' || n, 45, '', now(), now() from generate_series(1, 3000) n;
    insert into blob_pieces select upload_id, 0, '', '' from blobs;
    insert into blob_usage select 'acc_' || n, 4096 from generate_series(1, 3000) n;
    insert into limits select int4send(n), now(), 1, now(), now() + interval '10 years' from generate_series(1, 3000) n;
    analyze`)

test('with a few thousand accounts every query goes by an index', async () => {
  const server = await runAccountServer({ connections: 1 })
  const { pool } = server.database
  const administrator = await join(server.browser(), 'admin@example.org')
  await fill(pool)
  const before = await scansByTable(pool)
  const ada = await join(server.browser(), 'ada@example.org')
  const { browser } = ada
  const params = { workspaceId: ada.workspaceId }
  await browser.done('attach-workspace', { params, body: await workspaceBody(ada) })
  const second = server.browser()
  await second.done('prelogin', { body: { email: ada.email } })
  await second.done('sign-in', {
    body: { email: ada.email, authKey: text(ada.authKey), deviceId: ada.device.id },
  })
  await second.done('use-recovery-phrase', {
    body: { email: ada.email, recoveryAuth: text(ada.recoveryAuth) },
  })
  const added = await addDeviceBody(ada, await makeDevice())
  await second.done('add-device', { body: added.body })
  const changed = await passwordBody(added.after, 'a better password')
  await browser.done('change-password', { body: changed.body })
  for (const name of ['read-session', 'read-account', 'list-devices', 'list-workspaces', 'read-registration'])
    await browser.done(name)
  await browser.done('list-devices', { query: { after: ada.device.id } })
  const { ticket } = await browser.done('create-socket-ticket')
  const holder = await server.tickets.redeem('socket', String(ticket))
  if (holder === null) throw new Error('a new ticket is good')
  expect(await server.access.may(holder.sessionId, 'write', ada.workspaceId)).toBe(true)
  const blob = sealedBlob(1)
  await upload(ada, blob)
  await browser.done('known-blobs', { params, body: { ids: [blob.id] } })
  await browser.ask('read-blob', { params: { ...params, blobId: blob.id } })
  await browser.done('mark-blobs', { params, body: { ids: [blob.id] } })
  await browser.done('touch-blobs', { params, body: { ids: [blob.id] } })
  await browser.done('read-blob-usage')
  const rendezvous = { params: { rendezvousId: 'b'.repeat(26) } }
  const { token } = await browser.done('create-rendezvous', {
    body: { ...rendezvous.params, lifetime: 'scan' },
  })
  const joined = await browser.done('join-rendezvous', rendezvous)
  await browser.done('send-message', { ...rendezvous, body: { token: joined['token'], bytes: 'AAAA' } })
  await browser.done('wait-for-messages', { ...rendezvous, body: { token, after: 0 } })
  await browser.done('close-rendezvous', { ...rendezvous, body: { token } })
  const { invitationId } = await administrator.browser.done('create-invitation')
  await administrator.browser.done('list-invitations')
  await administrator.browser.done('delete-invitation', { params: { invitationId: String(invitationId) } })
  await browser.done('delete-account', { body: { of: 'phrase', proof: text(ada.recoveryAuth) } })
  // What is swept has run out; none of the thousands has.
  await server.sweep()
  const scans = await scansByTable(pool)
  // The first account there is: one row is read, by whichever way.
  expect({ ...scans, accounts: 0 }).toEqual({ ...before, accounts: 0 })
})
