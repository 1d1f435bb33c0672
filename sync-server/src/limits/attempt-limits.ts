/**
 * How often somebody may try: so many times at once, then with a wait before each that doubles. There is no lock: a
 * stranger who fails on purpose makes the owner of an account wait a little, never for good. The counters are in the
 * database, so they are the same on every node and outlive a restart.
 */

import { createHmac } from 'node:crypto'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export interface AttemptRule {
  readonly name: string
  /** Attempts in a window that cost no wait. */
  readonly free: number
}

/** Guessing one password online, from wherever. */
export const proofsOfAccount: AttemptRule = { name: 'proofs-of-account', free: 10 }
/** Trying stolen passwords of many accounts from one place. */
export const proofsOfNetwork: AttemptRule = { name: 'proofs-of-network', free: 100 }
/** Filling the database with accounts, and finding out which addresses are taken. */
export const registrationsOfNetwork: AttemptRule = { name: 'registrations-of-network', free: 60 }
/** Asking for the salts of a list of addresses. */
export const preloginsOfNetwork: AttemptRule = { name: 'prelogins-of-network', free: 300 }
/** Filling the database with messages of pairings; nobody needs to be signed in to begin one. */
export const rendezvousOfNetwork: AttemptRule = { name: 'rendezvous-of-network', free: 60 }

/** Counts begin anew after this. */
const windowLength = 15 * 60_000
/** The longest wait: long enough to stop guessing, short enough for the person whose account it is. */
const longestWait = 60_000

export interface AttemptLimits {
  /** Counts an attempt, or says how many seconds to wait for the next. */
  readonly take: (
    rule: AttemptRule,
    subject: string,
  ) => Promise<Result<void, { readonly retryAfter: number }>>
  /** An attempt that succeeded does not count. */
  readonly giveBack: (rule: AttemptRule, subject: string) => Promise<void>
}

interface Deps {
  readonly db: Kysely<Tables>
  readonly clock: Clock
  readonly serverSecret: Uint8Array
}

export const createAttemptLimits = ({ db, clock, serverSecret }: Deps): AttemptLimits => {
  const keyOf = ({ name }: AttemptRule, subject: string): Buffer =>
    createHmac('sha256', serverSecret).update(`limit\0${name}\0${subject}`).digest()

  return {
    take: async (rule, subject) => {
      const key = keyOf(rule, subject)
      const now = new Date(clock.now())
      const end = new Date(clock.now() + windowLength)
      // One statement: attempts that come together are counted one after the other. None is counted while one waits.
      const counted = await sql<{ readonly attempts: number }>`
        insert into limits as known (key, started_at, attempts, blocked_until, expires_at)
        values (${key}, ${now}, 1, ${now}, ${end})
        on conflict (key) do update set
          started_at = case when known.expires_at <= ${now} then ${now} else known.started_at end,
          attempts = case when known.expires_at <= ${now} then 1 else known.attempts + 1 end,
          blocked_until = case
            when known.expires_at <= ${now} or known.attempts < ${rule.free} then ${now}::timestamptz
            else ${now}::timestamptz + interval '1 millisecond'
              * least(1000 * 2 ^ least(known.attempts - ${rule.free}, 30), ${longestWait})
          end,
          expires_at = case when known.expires_at <= ${now} then ${end} else known.expires_at end
        where known.blocked_until <= ${now}
        returning attempts
      `.execute(db)
      if (counted.rows.length > 0) return ok(undefined)
      const row = await db
        .selectFrom('limits')
        .select('blocked_until as until')
        .where('key', '=', key)
        .executeTakeFirst()
      const wait = (row?.until.getTime() ?? 0) - now.getTime()
      return err({ retryAfter: Math.max(1, Math.ceil(wait / 1000)) })
    },

    giveBack: async (rule, subject) => {
      await db
        .updateTable('limits')
        .set(builder => ({
          attempts: builder.fn<number>('greatest', [builder('attempts', '-', 1), builder.val(0)]),
        }))
        .where('key', '=', keyOf(rule, subject))
        .execute()
    },
  }
}
