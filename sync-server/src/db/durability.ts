/**
 * What a commit of this database is worth. `durable` means: what was committed is there after a crash of the
 * process, of PostgreSQL and of the machine. Nothing may be called synced on less without saying so.
 */

import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import * as z from 'zod'
import type { Tables } from './tables.ts'

export type Durability =
  | { readonly type: 'durable' }
  /** One sentence per setting. */
  | { readonly type: 'not-durable'; readonly reasons: readonly string[] }

const Settings = z.object({ fsync: z.string(), full_page_writes: z.string(), synchronous_commit: z.string() })

/** As this server's own sessions have them: a role or a database can change them. */
export const readDurability = async (db: Kysely<Tables>): Promise<Durability> => {
  const { rows } = await sql`
    select
      current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit
  `.execute(db)
  const settings = Settings.parse(rows[0])
  const reasons = [
    ...(settings.fsync === 'on' ? [] : ['fsync is off: a crash of the machine can destroy the database.']),
    ...(settings.full_page_writes === 'on'
      ? []
      : ['full_page_writes is off: a crash of the machine can destroy the database.']),
    // Every other value waits at least for the disk of the server itself.
    ...(settings.synchronous_commit === 'off'
      ? ['synchronous_commit is off: a crash can lose what was committed just before.']
      : []),
  ]
  return reasons.length === 0 ? { type: 'durable' } : { type: 'not-durable', reasons }
}
