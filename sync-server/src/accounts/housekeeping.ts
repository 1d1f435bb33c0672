/** What has run out is deleted now and then, a little at a time. Nothing depends on it: every query asks for the time. */

import type { Clock } from '@weft/shared/env.ts'
import { sql } from 'kysely'
import type { AccountContext } from './account-context.ts'
import { forgetDeparted } from './forget-departed.ts'

const every = 10 * 60_000
/** A delete of more would hold its locks for longer than a sign-in waits. */
const atOnce = 1_000

const expiring = ['sessions', 'tickets', 'rendezvous', 'invitations', 'limits'] as const

export const sweepExpired = async ({
  db,
  env,
  roomLog,
}: Pick<AccountContext, 'db' | 'env' | 'roomLog'>): Promise<void> => {
  for (const table of expiring)
    await sql`
      delete from ${sql.table(table)}
      where ctid = any (array(
        select ctid from ${sql.table(table)} where expires_at <= ${new Date(env.clock.now())} limit ${atOnce}
      ))`.execute(db)
  await forgetDeparted({ db, roomLog })
}

interface Deps {
  readonly clock: Clock
  readonly shutdown: AbortSignal
  readonly sweep: () => Promise<void>
  readonly failed: (cause: unknown) => void
}

/** Until the server stops. What fails is tried again the next time. */
export const startHousekeeping = ({ clock, shutdown, sweep, failed }: Deps): void => {
  let cancel = (): void => undefined
  const schedule = (): void => {
    if (!shutdown.aborted) cancel = clock.after(every, () => void sweep().catch(failed).finally(schedule))
  }
  shutdown.addEventListener('abort', () => cancel(), { once: true })
  schedule()
}
