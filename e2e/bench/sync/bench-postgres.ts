/** The PostgreSQL that every measured server stores in: the one Weft brings along, as durable as it ships. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { startDatabase, type StartedDatabase } from '../../../sync-server/src/db/start-database.ts'

export interface BenchPostgres {
  readonly database: StartedDatabase
  readonly url: string
  /** Of the process whose children do the work. */
  readonly pid: number
  readonly pidFile: string
  readonly version: string
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const startBenchPostgres = async (): Promise<BenchPostgres> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  const log = pino({ level: 'silent' })
  const started = await startDatabase({ databaseUrl: undefined, dataDir, env: systemEnv, log })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const database = started.value
  const { host = '', port = 5432, user = '', password = '' } = database.connection
  const pidFile = join(dataDir, 'postgres/postmaster.pid')
  const [pid = ''] = (await readFile(pidFile, 'utf8')).split('\n')
  const version = await database.pool.query<{ readonly server_version: string }>('show server_version')
  return {
    database,
    url: `postgresql://${user}:${String(password)}@localhost:${port}/postgres?host=${encodeURIComponent(host)}`,
    pid: Number(pid),
    pidFile,
    version: version.rows[0]?.server_version ?? 'unknown',
    [Symbol.asyncDispose]: async () => {
      await database.close()
      await rm(dataDir, { recursive: true })
    },
  }
}
