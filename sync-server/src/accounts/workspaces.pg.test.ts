/** Whose a workspace is, from being attached to being forgotten. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId, type RoomId } from '@weft/shared/ids.ts'
import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { runAccountServer } from '../testing/account-server.ts'
import { join, text, workspaceBody } from '../testing/person.ts'

const random = systemRandom
const Page = z.object({
  workspaces: z.array(z.object({ workspaceId: z.string() })),
  next: z.string().nullable(),
})

test('of two accounts that attach one workspace at once one has it; the other is told nothing of whose it is', async () => {
  const server = await runAccountServer()
  const [ada, eve] = [
    await join(server.browser(), 'ada@example.org'),
    await join(server.browser(), 'eve@example.org'),
  ]
  const workspaceId = createId(random, 'wsp')
  const asked = { params: { workspaceId }, body: await workspaceBody({ ...ada, workspaceId }) }
  const both = [
    await ada.browser.ask('attach-workspace', asked),
    await eve.browser.ask('attach-workspace', asked),
  ]
  expect(both.map(({ problem }) => problem)).toEqual([undefined, 'workspace-taken'])
  expect(JSON.stringify(both[1]?.body)).not.toContain(ada.accountId)
  expect(await eve.browser.done('list-workspaces')).toEqual({ workspaces: [], next: null })
  const raced = createId(random, 'wsp')
  const again = { params: { workspaceId: raced }, body: asked.body }
  const answers = await Promise.all([ada, eve].map(({ browser }) => browser.ask('attach-workspace', again)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
})

test('the first key of an epoch stays, later epochs are added, and a key of a generation to come is refused', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const params = { workspaceId: ada.workspaceId }
  const first = await workspaceBody(ada)
  const second = await workspaceBody(ada)
  expect(await ada.browser.done('attach-workspace', { params, body: first })).toEqual(first)
  expect(await ada.browser.done('attach-workspace', { params, body: second })).toEqual(first)
  const later = await workspaceBody(ada, 1)
  expect(await ada.browser.done('attach-workspace', { params, body: later })).toEqual(later)
  const tooNew = { params, body: { ...later, generation: 2 } }
  expect((await ada.browser.ask('attach-workspace', tooNew)).problem).toBe('generation-unknown')
  expect(await ada.browser.done('list-workspaces')).toEqual({
    workspaces: [{ workspaceId: ada.workspaceId, attachedAt: server.clock.now(), keys: [first, later] }],
    next: null,
  })
})

test('a long list comes in pages, each workspace once', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const ids = Array.from({ length: 230 }, () => createId(random, 'wsp')).toSorted()
  await server.database.db
    .insertInto('account_workspaces')
    .values(ids.map(id => ({ workspace_id: id, account_id: ada.accountId, created_at: new Date(0) })))
    .execute()
  const seen: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: z.infer<typeof Page> = Page.parse(
      await ada.browser.done('list-workspaces', next === '' ? {} : { query: { after: next } }),
    )
    seen.push(...page.workspaces.map(({ workspaceId }) => workspaceId))
    next = page.next
  }
  expect(seen).toEqual(ids)
})

test('a deleted account leaves nothing: no row, no room, no session; its address and workspace are free', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const eve = await join(server.browser(), 'eve@example.org')
  const { workspaceId } = ada
  for (const person of [ada, eve])
    await person.browser.done('attach-workspace', {
      params: { workspaceId: person.workspaceId },
      body: await workspaceBody(person),
    })
  const roomId = createId(random, 'thr')
  const update = (of: typeof ada) => ({
    workspaceId: of.workspaceId,
    roomId: roomId satisfies RoomId,
    deviceId: of.device.id,
    bytes: random.bytes(9),
  })
  valueOf(await server.roomLog.append([update(ada), update(eve)]))
  const wrong = { body: { of: 'password', proof: text(eve.authKey) } }
  expect((await ada.browser.ask('delete-account', wrong)).problem).toBe('sign-in-refused')
  await ada.browser.done('delete-account', { body: { of: 'password', proof: text(ada.authKey) } })

  expect((await ada.browser.ask('read-session')).problem).toBe('session-missing')
  expect(server.ended()).toHaveLength(1)
  const heads = valueOf(await server.roomLog.heads([workspaceId, eve.workspaceId]))
  expect([...heads.keys()]).toEqual([eve.workspaceId])
  const rows = await server.database.pool.query<{ readonly found: string }>(
    `select string_agg(t::text, ' ') as found from (
       select a::text from accounts a union all select w::text from wraps w
       union all select d::text from devices d union all select s::text from sessions s
       union all select k::text from workspace_keys k union all select p::text from departed_workspaces p
     ) as t`,
  )
  expect(rows.rows[0]?.found).toContain(eve.accountId)
  for (const gone of [ada.accountId, ada.device.id, ada.email, workspaceId])
    expect(rows.rows[0]?.found).not.toContain(gone)

  const again = await join(server.browser(), 'ada@example.org')
  const body = await workspaceBody({ ...again, workspaceId })
  await again.browser.done('attach-workspace', { params: { workspaceId }, body })
})
