/**
 * Composition root of the server process. Its one plain line on stdout is for a person (and for whoever waits for
 * it); the log is JSON on stderr.
 */

import { systemClock, systemRandom } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { destination, pino } from 'pino'
import { type Config, readConfig } from './config.ts'
import { httpLimits } from './context.ts'
import { prepareDataDir } from './data-dir.ts'
import { readAppFiles } from './http/app-files.ts'
import { createServer, type Listening } from './server.ts'
import { type StartFailure, startFailureText } from './start-failure.ts'
import { readTls } from './tls.ts'

const shutdown = new AbortController()

const start = async (config: Config): Promise<Result<Listening, StartFailure>> => {
  const dataDir = await prepareDataDir(config.dataDir)
  if (!dataDir.ok) return dataDir
  const tls = config.tls === undefined ? ok(undefined) : await readTls(config.tls)
  if (!tls.ok) return tls
  const app = config.appDir === undefined ? ok(undefined) : await readAppFiles(config.appDir)
  if (!app.ok) return app

  return createServer({
    config,
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: config.logLevel, base: { pid: process.pid } }, destination(2)),
    app: app.value,
    tls: tls.value,
    limits: httpLimits,
    shutdown: shutdown.signal,
  }).start()
}

/** The first request to stop is polite, the second is not. */
const stop = (): void => {
  if (shutdown.signal.aborted) process.exit(1)
  shutdown.abort()
}

const config = readConfig(process.env)
const started = config.ok ? await start(config.value) : config

if (started.ok) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // `npm start` holds the other end: if it is killed, the server must not stay behind.
  process.on('disconnect', stop)
  process.stdout.write(`Weft is ready: ${started.value.url}\n`)
  await started.value.closed
  // The channel would keep the process alive.
  process.channel?.unref()
} else {
  process.stderr.write(`${startFailureText(started.error)}\n`)
  process.exitCode = 1
}
