/**
 * Does the database answer? Asked on a connection of its own: while others hold the whole pool it still answers, and
 * whoever asks too often waits for the one question that is under way.
 */

import pg from 'pg'
import type { DatabaseConnection } from './database.ts'

export interface DatabaseProbe {
  readonly answers: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

/** A load balancer gives up on a probe after about this long. */
const patience = 2_000

export const createDatabaseProbe = (connection: DatabaseConnection): DatabaseProbe => {
  const pool = new pg.Pool({
    ...connection,
    application_name: 'weft probe',
    max: 1,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  })
  pool.on('error', () => undefined)
  pool.on('connect', client => void client.on('error', () => undefined))
  let asking: Promise<boolean> | undefined

  const ask = async (): Promise<boolean> => {
    try {
      await pool.query('select 1')
      return true
    } catch {
      return false
    } finally {
      asking = undefined
    }
  }

  return { answers: () => (asking ??= ask()), stop: () => pool.end() }
}
