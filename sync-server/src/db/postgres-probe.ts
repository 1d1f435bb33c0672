import pg from 'pg'
import { superuser } from './data-directory.ts'
import type { PostgresAddress } from './postgres-address.ts'

/** `busy`: it answers and takes nobody yet, or nobody any more. `silent`: nothing answers. */
export type Probe = 'ready' | 'busy' | 'login-refused' | 'silent'

/** Asks the embedded PostgreSQL how it is, with a connection of its own. */
export const probePostgres = async ({ host, port }: PostgresAddress, password: string): Promise<Probe> => {
  const client = new pg.Client({ host, port, user: superuser, password, database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return 'ready'
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) return 'silent'
    // Class 28: the name or the password is wrong.
    return cause.code?.startsWith('28') ? 'login-refused' : 'busy'
  } finally {
    await client.end().catch(() => undefined)
  }
}
