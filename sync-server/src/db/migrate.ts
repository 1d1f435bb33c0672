/** Brings the tables to this version, in one transaction and under a lock of its own, so that two nodes may start at once. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { causeText, type DatabaseStartError } from './database-error.ts'
import type { DatabaseConnection } from './database.ts'
import { migrations as allMigrations } from './migrations.ts'

/** On a connection without the limits of the pool: a large table takes its time. */
export const migrate = async (
  connection: DatabaseConnection,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<Result<void, DatabaseStartError>> => {
  const pool = new pg.Pool({ ...connection, application_name: 'weft migrations', max: 1 })
  pool.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
    const { error } = await migrator.migrateToLatest()
    if (error === undefined) return ok(undefined)
    return err(toStartError(error))
  } catch (cause) {
    return err(toStartError(cause))
  } finally {
    await db.destroy()
  }
}

/** Kysely names a migration that the database has and we do not; nothing else tells a newer Weft. */
const toStartError = (cause: unknown): DatabaseStartError => {
  const text = causeText(cause)
  return text.includes('previously executed migration')
    ? { type: 'database-newer', cause: text }
    : { type: 'database-failed', cause: text }
}
