import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { runAccountServer } from '../testing/account-server.ts'
import { join } from '../testing/person.ts'
import { startHousekeeping } from './housekeeping.ts'

test('what has run out goes, what has not stays, and rooms that were left behind are forgotten', async () => {
  const server = await runAccountServer()
  const { db } = server.database
  const ada = await join(server.browser(), 'ada@example.org')
  await ada.browser.done('create-socket-ticket')
  await ada.browser.done('create-invitation', { body: { days: 30 } })
  await ada.browser.done('create-rendezvous', { body: { rendezvousId: 'c'.repeat(26), lifetime: 'scan' } })
  await server.roomLog.createWorkspace(ada.workspaceId)
  await db.insertInto('departed_workspaces').values({ workspace_id: ada.workspaceId }).execute()
  const counts = async () => {
    const tables = ['sessions', 'tickets', 'rendezvous', 'invitations', 'departed_workspaces'] as const
    const count = (table: (typeof tables)[number]) =>
      db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<string>().as('rows'))
        .executeTakeFirstOrThrow()
    return Promise.all(tables.map(async table => Number((await count(table)).rows)))
  }
  await server.sweep()
  expect(await counts()).toEqual([1, 1, 1, 1, 0])
  const heads = await server.roomLog.heads([ada.workspaceId])
  expect(heads.ok && heads.value.size).toBe(0)
  server.clock.jump(server.clock.now() + 30 * 60_000)
  await server.sweep()
  expect(await counts()).toEqual([1, 0, 0, 1, 0])
  server.clock.jump(server.clock.now() + 91 * 86_400_000)
  await server.sweep()
  expect(await counts()).toEqual([0, 0, 0, 0, 0])
})

test('it goes on after a failure, and ends with the server', async () => {
  const clock = testClock()
  const shutdown = new AbortController()
  const failures: unknown[] = []
  let sweeps = 0
  const sweep = async () => {
    sweeps += 1
    if (sweeps === 1) throw new Error('the database was away')
  }
  startHousekeeping({ clock, shutdown: shutdown.signal, sweep, failed: cause => void failures.push(cause) })
  for (let round = 0; round < 3; round += 1) {
    clock.advance(10 * 60_000)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect([sweeps, failures.length]).toEqual([3, 1])
  shutdown.abort()
  clock.advance(60 * 60_000)
  expect(sweeps).toBe(3)
})
