/**
 * The epoch of the database. It is new when the database is, and when somebody says that it was restored from a
 * backup: clients that know another one send what they hold.
 */

import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

export const readEpoch = async (db: Kysely<Tables>): Promise<string> => {
  const row = await db.selectFrom('database_epoch').select('epoch').executeTakeFirstOrThrow()
  return row.epoch
}

/** To be called once after a restore, before the server answers again. The new epoch. */
export const markRestored = async (db: Kysely<Tables>): Promise<string> => {
  const row = await db
    .updateTable('database_epoch')
    .set({ epoch: sql<string>`gen_random_uuid()`, started_at: sql<Date>`now()` })
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return row.epoch
}
