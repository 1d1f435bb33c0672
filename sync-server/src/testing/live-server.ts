/** The whole server on a port of its own and a database that may be shared with another: what sockets meet. */

import { testClock, type TestClock } from '@weft/shared/testing/env.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { createBackend } from '../backend.ts'
import { httpLimits } from '../context.ts'
import type { StartedDatabase } from '../db/start-database.ts'
import { readEpoch } from '../db/epoch.ts'
import { createServer } from '../server.ts'
import { type Browser, createBrowser } from './account-server.ts'
import { testConfig } from './running-server.ts'
import { createTestDatabase, openTestDatabase, type TestDatabase } from './test-database.ts'

export interface LiveServer {
  readonly port: number
  readonly clock: TestClock
  readonly database: TestDatabase
  readonly browser: () => Browser
  /** As by SIGTERM; resolves when everything has ended. */
  readonly stop: () => Promise<void>
}

interface Options {
  /** To be one more node over it. */
  readonly database?: TestDatabase
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
  /** Between the node and its database, for one test. */
  readonly through?: (database: TestDatabase) => TestDatabase
}

export const runLiveServer = async ({
  database,
  port = 0,
  environment = {},
  through = same => same,
}: Options = {}): Promise<LiveServer> => {
  const known = database ?? (await createTestDatabase())
  // The server ends its own pool, the test looks into the database by another.
  const own = through(openTestDatabase(known.connection, undefined, () => undefined))
  const started: StartedDatabase = {
    ...own,
    durability: { type: 'durable' },
    epoch: await readEpoch(own.db),
  }
  const clock = testClock(Date.now())
  const config = testConfig({
    PORT: String(port),
    DATABASE_URL: 'postgresql://nodes/share/it',
    APP_DIR: 'none',
    ...environment,
  })
  const log = pino({ level: 'silent' })
  const shutdown = new AbortController()
  const backend = createBackend({
    config,
    env: { clock, random: systemRandom },
    log,
    database: started,
    secrets: { serverSecret: Buffer.alloc(32, 1), pepper: Buffer.alloc(32, 2) },
    shutdown: shutdown.signal,
  })
  const listening = await createServer({
    config,
    clock,
    random: systemRandom,
    log,
    app: undefined,
    tls: undefined,
    backend,
    limits: httpLimits,
    shutdown: shutdown.signal,
  }).start()
  if (!listening.ok) throw new Error(listening.error.cause)
  let ended: Promise<void> | undefined
  const stop = (): Promise<void> => {
    shutdown.abort()
    return (ended ??= listening.value.closed.then(backend.stop))
  }
  onTestFinished(stop)
  return {
    port: listening.value.port,
    clock,
    database: known,
    browser: () => createBrowser(listening.value.port),
    stop,
  }
}
