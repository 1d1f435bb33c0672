/** Migrations, the epoch, and what a database promises. */

import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { systemEnv } from '@weft/shared/env.ts'
import { createEmptyDatabase, createTestDatabase, openTestDatabase } from '../testing/test-database.ts'
import type { DatabaseConnection } from './database.ts'
import { readDurability } from './durability.ts'
import { markRestored, readEpoch } from './epoch.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { startDatabase } from './start-database.ts'

const names = Object.keys(migrations)

/** What a migration does, word for word. Those that have left this machine are never edited: add another instead. */
const frozen: Readonly<Record<string, string>> = {
  '0001-rooms': '6ac59f284dfdc344',
  '0002-append-updates': 'aa10d349222a29e2',
  '0003-accounts': '3e0b4975eebd3aa7',
  '0004-blobs': '44a911fb3d2226fb',
  '0005-quota': '1d40e2e940cf8158',
}

const upTo = (name: string) =>
  Object.fromEntries(Object.entries(migrations).filter(([other]) => other <= name))

const schemaOf = async (connection: DatabaseConnection): Promise<unknown> => {
  const client = new pg.Client(connection)
  await client.connect()
  const columns = await client.query(
    `select table_name, column_name, data_type, column_default, is_nullable, generation_expression
     from information_schema.columns where table_schema = 'public' order by 1, 2`,
  )
  const indexes = await client.query(`select indexdef from pg_indexes where schemaname = 'public' order by 1`)
  const functions = await client.query(
    `select proname, prosrc from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
     where nspname = 'public' order by 1`,
  )
  await client.end()
  return [columns.rows, indexes.rows, functions.rows]
}

test('from nothing and from each earlier state the same tables come out, and once more changes nothing', async () => {
  const whole = await createEmptyDatabase()
  expect(await migrate(whole)).toMatchObject({ ok: true })
  const wanted = await schemaOf(whole)
  for (const name of names) {
    const connection = await createEmptyDatabase()
    expect(await migrate(connection, upTo(name))).toMatchObject({ ok: true })
    expect(await migrate(connection)).toMatchObject({ ok: true })
    expect(await migrate(connection)).toMatchObject({ ok: true })
    expect(await schemaOf(connection)).toEqual(wanted)
  }
})

test('two nodes that start at once bring the tables up once', async () => {
  const connection = await createEmptyDatabase()
  const both = await Promise.all([migrate(connection), migrate(connection)])
  expect(both).toEqual([
    { ok: true, value: undefined },
    { ok: true, value: undefined },
  ])
})

test('no migration was edited', async () => {
  const pool = new pg.Pool({ ...(await createEmptyDatabase()), max: 1 })
  const statements: string[] = []
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool }),
    log: event => void statements.push(event.query.sql),
  })
  const hashes: Record<string, string> = {}
  for (const name of names) {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => upTo(name) } })
    statements.length = 0
    expect(await migrator.migrateTo(name)).not.toHaveProperty('error')
    const own = statements.filter(sql => !/kysely|schema|advisory|^(?:begin|commit|select)/i.test(sql))
    hashes[name] = createHash('sha256').update(own.join('\n')).digest('hex').slice(0, 16)
  }
  await db.destroy()
  expect(hashes).toEqual(frozen)
})

test('tables that a newer Weft has changed are left alone', async () => {
  const connection = await createEmptyDatabase()
  await migrate(connection, { ...migrations, '9999-later': { up: async () => undefined } })
  expect(await migrate(connection)).toMatchObject({ ok: false, error: { type: 'database-newer' } })
})

test('a new database has an epoch of its own, which stays until somebody says that it was restored', async () => {
  // Each made by the migrations, not copied.
  const create = async () => {
    const connection = await createEmptyDatabase()
    await migrate(connection)
    return openTestDatabase(connection)
  }
  const { db } = await create()
  const other = await create()
  const epoch = await readEpoch(db)
  expect(epoch).toMatch(/^[0-9a-f-]{36}$/)
  expect(await readEpoch(other.db)).not.toBe(epoch)
  expect(await readEpoch(db)).toBe(epoch)
  const restored = await markRestored(db)
  expect(restored).not.toBe(epoch)
  expect(await readEpoch(db)).toBe(restored)
})

test('what this database promises is read from its settings', async () => {
  const database = await createTestDatabase()
  // The PostgreSQL of these tests gave it up on purpose.
  const promise = await readDurability(database.db)
  expect(promise).toMatchObject({ type: 'not-durable' })
  expect(promise.type === 'not-durable' && promise.reasons).toHaveLength(3)
  const better = openTestDatabase({ ...database.connection, options: '-c synchronous_commit=local' })
  const weaker = await readDurability(better.db)
  expect(weaker.type === 'not-durable' && weaker.reasons).toHaveLength(2)
})

const start = (databaseUrl: string) =>
  startDatabase({ databaseUrl, dataDir: '/nowhere', env: systemEnv, log: pino({ level: 'silent' }) })

const urlOf = ({ host, port, user, database }: DatabaseConnection, password: unknown): string =>
  `postgres://${user}:${String(password)}@/${database}?host=${encodeURIComponent(host ?? '')}&port=${port}`

test('DATABASE_URL leads to any PostgreSQL: it is migrated, and its promise is known', async () => {
  const connection = await createEmptyDatabase()
  const started = await start(urlOf(connection, connection.password))
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  onTestFinished(() => started.value.close())
  expect(started.value.durability.type).toBe('not-durable')
  expect(started.value.epoch).toBe(await readEpoch(started.value.db))
})

test('nobody there, and a wrong password, are told apart', async () => {
  const connection = await createEmptyDatabase()
  expect(await start(urlOf({ ...connection, port: 1 }, ''))).toMatchObject({
    ok: false,
    error: { type: 'database-unreachable' },
  })
  expect(await start(urlOf(connection, 'wrong'))).toMatchObject({
    ok: false,
    error: { type: 'database-login-refused' },
  })
})
