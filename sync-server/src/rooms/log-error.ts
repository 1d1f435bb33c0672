/** What the database throws, as one of our log errors. Codes are SQLSTATE (PostgreSQL documentation, appendix A). */

import pg from 'pg'
import type { LogError } from './room-log.ts'

const typeByCode: Readonly<Record<string, LogError['type']>> = {
  /** query_canceled: by statement_timeout. */
  '57014': 'log-timeout',
  /** lock_not_available: by lock_timeout. */
  '55P03': 'log-timeout',
  /** idle_in_transaction_session_timeout. */
  '25P03': 'log-timeout',
  /** disk_full. */
  '53100': 'log-full',
  /** too_many_connections. */
  '53300': 'log-unavailable',
}

/** Said by the system, or by the pool, when there is no connection to begin with. */
const neverReached =
  /ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|57P03|trying to connect/

/** operator_intervention that ends the connection, connection_exception, system and internal errors. */
const endsConnection = /^(?:57P|08|58|XX)/

/**
 * PostgreSQL takes a statement back when it answers with an error. When the connection ends instead, the statement may
 * have been committed just before. Told apart by code, because the words are in the language of the database.
 */
export const toLogError = (cause: unknown, writes: boolean): LogError => {
  const text = cause instanceof Error ? cause.message : String(cause)
  if (neverReached.test(codeAndText(cause, text))) return { type: 'log-unavailable', cause: text }
  const code = cause instanceof pg.DatabaseError ? cause.code : undefined
  if (code !== undefined && !endsConnection.test(code))
    return { type: typeByCode[code] ?? 'log-failed', cause: text }
  return { type: writes ? 'outcome-unknown' : 'log-unavailable', cause: text }
}

const codeAndText = (cause: unknown, text: string): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? `${cause.code} ${text}` : text

/** Deadlock or serialization failure: taken back entirely, and may be tried again at once. */
export const isWorthRepeating = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && (cause.code === '40P01' || cause.code === '40001')
