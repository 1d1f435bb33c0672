/** The connections to PostgreSQL: a pool whose every wait has an end, and Kysely on top of it. */

import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Tables } from './tables.ts'

/** Either a URL or its parts. */
export type DatabaseConnection = Pick<
  pg.ClientConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database' | 'options'
>

export interface Database {
  readonly db: Kysely<Tables>
  /** For the one statement that is written by hand. */
  readonly pool: pg.Pool
  /** Finishes what is under way and closes every connection. */
  readonly close: () => Promise<void>
}

/** In milliseconds, save `connections`. Each bound names what it stops. */
export interface DatabaseLimits {
  /** A burst of requests that takes every connection PostgreSQL has. */
  readonly connections: number
  /** A request that waits for ever for a connection while others hold them all. */
  readonly connecting: number
  /** A statement that somebody made slow. */
  readonly statement: number
  /** One that waits behind such a statement. */
  readonly lock: number
  /** A transaction forgotten open, which keeps its locks and old rows. */
  readonly idleInTransaction: number
  /** A PostgreSQL that has taken the statement and never answers; longer than `statement`, which is the rule. */
  readonly answer: number
}

export const databaseLimits: DatabaseLimits = {
  connections: 10,
  connecting: 2_000,
  statement: 5_000,
  lock: 2_000,
  idleInTransaction: 10_000,
  answer: 8_000,
}

/** Our numbers are far below 2^53: counters of rows and bytes. */
const parseBigint = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('a number of the database is too large for a counter')
  return value
}

const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, parseBigint)

export const openDatabase = (
  connection: DatabaseConnection,
  log: Logger,
  limits: DatabaseLimits = databaseLimits,
): Database => {
  const pool = new pg.Pool({
    ...connection,
    application_name: 'weft',
    keepAlive: true,
    types,
    max: limits.connections,
    connectionTimeoutMillis: limits.connecting,
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    query_timeout: limits.answer,
  })
  // A connection says so when it breaks, in use or not, and without a listener that would end the process. Whoever used
  // it is told by the statement that failed; the pool puts another in its place.
  // Only its words: `pg` hangs the whole client on the error. At the end connections are still closing when the embedded
  // PostgreSQL stops, and being cut then is no news.
  let closing = false
  const broken = ({ message }: Error): void => {
    if (!closing) log.warn({ reason: message }, 'a connection to the database broke')
  }
  pool.on('error', broken)
  pool.on('connect', client => void client.on('error', broken))
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    pool,
    close: () => {
      closing = true
      return pool.end()
    },
  }
}
