/** What goes wrong between the log and its database, and what a caller is told. */

import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { databaseLimits } from '../db/database.ts'
import { createFragileLink } from '../testing/fragile-link.ts'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createTestDatabase, openTestDatabase } from '../testing/test-database.ts'
import { createGroupCommit } from './group-commit.ts'
import type { Hint } from './hints.ts'
import { createPostgresHints } from './postgres-hints.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import { valueOf } from './room-log.contract.ts'

const update = (text: string) => ({
  workspaceId: workspaceId(1),
  roomId: roomId(1),
  deviceId: deviceId(1),
  bytes: new TextEncoder().encode(text),
})

const createWorld = async (limits = databaseLimits) => {
  const direct = await createTestDatabase()
  const link = await createFragileLink(direct.connection)
  const database = openTestDatabase(link.connection, limits)
  const log = createPostgresRoomLog({ database, node: 'node' })
  await createPostgresRoomLog({ database: direct, node: null }).createWorkspace(workspaceId(1))
  return { direct, link, database, log }
}

test('an answer that is lost leaves the outcome unknown, and the retry finds what was stored', async () => {
  const { link, log } = await createWorld()
  valueOf(await log.append([update('before')]))
  const cut = link.cutNextAnswer()
  const lost = await log.append([update('a'), update('b')])
  await cut
  expect(lost).toMatchObject({ ok: false, error: { type: 'outcome-unknown' } })
  expect(valueOf(await log.append([update('a'), update('b'), update('c')]))).toEqual([
    { type: 'stored', seq: 2, repeated: true },
    { type: 'stored', seq: 3, repeated: true },
    { type: 'stored', seq: 4, repeated: false },
  ])
})

test('through the group commit each of a lost batch is told, and all can be tried again', async () => {
  const { link, log } = await createWorld()
  const group = createGroupCommit(log)
  valueOf(await group.append(update('before')))
  void link.cutNextAnswer()
  const texts = ['a', 'b', 'c']
  const lost = await Promise.all(texts.map(text => group.append(update(text))))
  expect(lost.map(result => !result.ok && result.error.type)).toEqual(texts.map(() => 'outcome-unknown'))
  const again = await Promise.all(texts.map(text => group.append(update(text))))
  expect(again.map(result => result.ok && result.value)).toEqual(
    texts.map((_, index) => ({ type: 'stored', seq: index + 2, repeated: true })),
  )
})

test('a database that is not reached stores nothing and says so, and works again by itself', async () => {
  const { link, log } = await createWorld()
  link.cut()
  // A connection that is idle may notice only now: then nobody knows.
  await log.append([update('a')])
  for (const answer of [await log.append([update('b')]), await log.heads([workspaceId(1)])])
    expect(answer).toMatchObject({
      ok: false,
      error: { type: expect.stringMatching(/^log-unavailable$|^outcome-unknown$/) },
    })
  link.mend()
  expect(valueOf(await log.append([update('c')]))).toMatchObject([{ type: 'stored' }])
})

test('a backend that is ended in the middle of a wait leaves the outcome unknown', async () => {
  const { direct, log } = await createWorld({ ...databaseLimits, lock: 20_000, statement: 20_000 })
  const holder = await direct.pool.connect()
  await holder.query('begin')
  await holder.query('select 1 from workspaces for update')
  const waiting = log.append([update('a')])
  await expect
    .poll(async () => {
      const { rows } = await direct.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where wait_event_type = 'Lock' and datname = current_database()`,
      )
      return rows.length
    })
    .toBe(1)
  expect(await waiting).toMatchObject({ ok: false, error: { type: 'outcome-unknown' } })
  await holder.query('rollback')
  holder.release()
  expect(valueOf(await log.append([update('a')]))).toEqual([{ type: 'stored', seq: 1, repeated: false }])
})

test.each([
  ['lock_timeout', { ...databaseLimits, lock: 300 }],
  ['statement_timeout', { ...databaseLimits, statement: 300 }],
])('a workspace that somebody holds is not waited for longer than %s', async (_, limits) => {
  const { direct, log } = await createWorld(limits)
  const holder = await direct.pool.connect()
  await holder.query('begin')
  await holder.query('select 1 from workspaces for update')
  expect(await log.append([update('a')])).toMatchObject({ ok: false, error: { type: 'log-timeout' } })
  await holder.query('rollback')
  holder.release()
  expect(valueOf(await log.append([update('a')]))).toEqual([{ type: 'stored', seq: 1, repeated: false }])
})

test('when every connection is taken, appends are refused soon and work again as soon as one is free', async () => {
  const { database, log } = await createWorld({ ...databaseLimits, connections: 2, connecting: 100 })
  const taken = [await database.pool.connect(), await database.pool.connect()]
  const started = performance.now()
  expect(await log.append([update('a')])).toMatchObject({ ok: false, error: { type: 'log-unavailable' } })
  expect(performance.now() - started).toBeLessThan(2_000)
  for (const client of taken) client.release()
  expect(valueOf(await log.append([update('a')]))).toEqual([{ type: 'stored', seq: 1, repeated: false }])
})

test('hints come from other nodes only, and after a broken connection anything may have moved', async () => {
  const { direct, link, log } = await createWorld()
  const other = createPostgresRoomLog({ database: direct, node: 'other' })
  const hints = createPostgresHints({
    connection: link.connection,
    node: 'node',
    env: systemEnv,
    log: pino({ level: 'silent' }),
  })
  const heard: Hint[] = []
  const unsubscribe = hints.subscribe(hint => heard.push(hint))
  await hints.listening
  expect(heard).toEqual([{ type: 'anything-moved' }])

  valueOf(await log.append([update('ours')]))
  valueOf(await other.append([update('theirs'), update('and')]))
  valueOf(await other.deleteRoom({ workspaceId: workspaceId(1), roomId: roomId(2) }))
  await expect.poll(() => heard.length).toBe(3)
  expect(heard.slice(1)).toEqual(
    [3, 4].map(headSeq => ({ type: 'head-moved', moved: [{ workspaceId: workspaceId(1), headSeq }] })),
  )

  link.cut()
  valueOf(await other.append([update('unheard')]))
  link.mend()
  await expect.poll(() => heard.length).toBe(4)
  expect(heard[3]).toEqual({ type: 'anything-moved' })

  unsubscribe()
  valueOf(await other.append([update('nobody listens')]))
  await hints.stop()
  expect(heard).toHaveLength(4)
})

test('heads of more workspaces than a hint can name are a hint that anything moved', async () => {
  const { direct, log } = await createWorld()
  const hints = createPostgresHints({
    connection: direct.connection,
    node: 'another',
    env: systemEnv,
    log: pino({ level: 'silent' }),
  })
  const heard: Hint[] = []
  await hints.listening
  hints.subscribe(hint => heard.push(hint))
  const many = Array.from({ length: 256 }, (_, index) => workspaceId(index))
  for (const id of many) await log.createWorkspace(id)
  valueOf(await log.append(many.map(id => ({ ...update('a'), workspaceId: id }))))
  await expect.poll(() => heard).toEqual([{ type: 'anything-moved' }])
  await hints.stop()
})
