/**
 * Composition root of the server process. Its one plain line on stdout is for a person (and for whoever waits for
 * it); the log is JSON on stderr.
 */

import { systemClock, systemEnv, systemRandom } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { destination, pino } from 'pino'
import { createBackend } from './backend.ts'
import { type Config, readConfig } from './config.ts'
import { httpLimits } from './context.ts'
import { prepareDataDir } from './data-dir.ts'
import { startDatabase } from './db/start-database.ts'
import { readAppFiles } from './http/app-files.ts'
import { readServerSecrets } from './secrets/server-secrets.ts'
import { createServer, type Listening } from './server.ts'
import { type StartFailure, startFailureText } from './start-failure.ts'
import { readTls } from './tls.ts'

/** Whatever hangs, the process ends this long after the connections had their time. */
const lastResort = 15_000

const shutdown = new AbortController()

interface Running extends Listening {
  readonly stopBackend: () => Promise<void>
}

const start = async (config: Config): Promise<Result<Running, StartFailure>> => {
  const dataDir = await prepareDataDir(config.dataDir)
  if (!dataDir.ok) return dataDir
  const tls = config.tls === undefined ? ok(undefined) : await readTls(config.tls)
  if (!tls.ok) return tls
  const app = config.appDir === undefined ? ok(undefined) : await readAppFiles(config.appDir)
  if (!app.ok) return app
  const environment = process.env
  const secrets = await readServerSecrets({ environment, dataDir: config.dataDir, random: systemRandom })
  if (!secrets.ok) return secrets

  const log = pino({ level: config.logLevel, base: { pid: process.pid } }, destination(2))
  const { databaseUrl, dataDir: directory } = config
  const database = await startDatabase({ databaseUrl, dataDir: directory, env: systemEnv, log })
  if (!database.ok) return database
  const { durability } = database.value
  log.info({ database: databaseUrl === undefined ? 'embedded' : 'given', durability }, 'database is ready')

  const backend = createBackend({
    config,
    env: systemEnv,
    log,
    database: database.value,
    secrets: secrets.value,
    shutdown: shutdown.signal,
  })
  const listening = await createServer({
    config,
    clock: systemClock,
    random: systemRandom,
    log,
    app: app.value,
    tls: tls.value,
    backend,
    limits: httpLimits,
    shutdown: shutdown.signal,
  }).start()
  if (!listening.ok) {
    shutdown.abort()
    await backend.stop()
    return listening
  }
  return ok({ ...listening.value, stopBackend: backend.stop })
}

/** The first request to stop is polite, the second is not. */
const stop = (config: Config): void => {
  if (shutdown.signal.aborted) process.exit(1)
  shutdown.abort()
  setTimeout(() => process.exit(1), config.drainMilliseconds + httpLimits.shutdown + lastResort).unref()
}

const config = readConfig(process.env)
const started = config.ok ? await start(config.value) : config

if (config.ok && started.ok) {
  const { url, closed, stopBackend } = started.value
  const stopPolitely = (): void => stop(config.value)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopPolitely)
  // `npm start` holds the other end: if it is killed, the server must not stay behind.
  process.on('disconnect', stopPolitely)
  process.stdout.write(`Weft is ready: ${url}\n`)
  await closed
  await stopBackend()
  // The channel would keep the process alive.
  process.channel?.unref()
} else if (!started.ok) {
  process.stderr.write(`${startFailureText(started.error)}\n`)
  process.exitCode = 1
}
