/** The database of this server, ready to be used: started if it is ours, reached, migrated, and its promise known. */

import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import pg from 'pg'
import type { Logger } from 'pino'
import { causeText, type DatabaseStartError } from './database-error.ts'
import { type Database, type DatabaseConnection, openDatabase } from './database.ts'
import { type Durability, readDurability } from './durability.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { readEpoch } from './epoch.ts'
import { migrate } from './migrate.ts'

export interface StartedDatabase extends Database {
  readonly connection: DatabaseConnection
  readonly durability: Durability
  readonly epoch: string
}

interface Deps {
  /** Undefined: the PostgreSQL that Weft brings along, in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly env: Env
  readonly log: Logger
}

/** The oldest PostgreSQL this is tested with. */
const oldestVersion = 150_000

export const startDatabase = async (deps: Deps): Promise<Result<StartedDatabase, DatabaseStartError>> => {
  const { databaseUrl } = deps
  const embedded = databaseUrl === undefined ? await startEmbeddedPostgres(deps) : undefined
  if (embedded?.ok === false) return embedded
  const connection: DatabaseConnection = embedded?.value.connection ?? { connectionString: databaseUrl }
  const stop = async (): Promise<void> => embedded?.value.stop()

  const reached = await checkVersion(connection)
  const migrated = reached.ok ? await migrate(connection) : reached
  if (!migrated.ok) {
    await stop()
    return migrated
  }
  const database = openDatabase(connection, deps.log)
  const durability = await readDurability(database.db)
  if (durability.type === 'not-durable')
    deps.log.warn({ reasons: durability.reasons }, 'this database is not durable')
  return ok({
    ...database,
    connection,
    durability,
    epoch: await readEpoch(database.db),
    close: async () => {
      await database.close()
      await stop()
    },
  })
}

const checkVersion = async (connection: DatabaseConnection): Promise<Result<void, DatabaseStartError>> => {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ readonly version: string }>(
      `select current_setting('server_version_num') as version`,
    )
    const version = Number(rows[0]?.version)
    if (version >= oldestVersion) return ok(undefined)
    return err({
      type: 'database-version',
      directory: '',
      found: String(version),
      wanted: String(oldestVersion),
    })
  } catch (cause) {
    const refused = cause instanceof pg.DatabaseError && cause.code?.startsWith('28')
    return err({ type: refused ? 'database-login-refused' : 'database-unreachable', cause: causeText(cause) })
  } finally {
    await client.end().catch(() => undefined)
  }
}
