/** Starts the PostgreSQL of a test run. It gives up durability for speed; tests of durability start their own. */

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnv } from '@weft/shared/env.ts'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../db/embedded-postgres.ts'
import { migrate } from '../db/migrate.ts'
import { templateName } from './template-name.ts'

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-pg-'))
  await chmod(dataDir, 0o700)
  const started = await startEmbeddedPostgres({
    dataDir,
    env: systemEnv,
    log: pino({ level: 'silent' }),
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
  })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  await createTemplate(started.value.connection)
  project.provide('postgres', started.value.connection)
  return async () => {
    await started.value.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Every test gets a copy of these tables: copying is faster than making them. */
const createTemplate = async (connection: EmbeddedPostgres['connection']): Promise<void> => {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query(`create database ${templateName}`)
  await client.end()
  const migrated = await migrate({ ...connection, database: templateName })
  if (!migrated.ok) throw new Error(JSON.stringify(migrated.error))
}
