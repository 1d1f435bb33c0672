/**
 * The server as `main.ts` puts it together, with faults between it and its log, and with gauges. Only tests start it.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { must } from '@weft/shared/assert.ts'
import { type Clock, systemClock, systemRandom } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { createBackend } from '../../backend.ts'
import { readConfig } from '../../config.ts'
import { httpLimits } from '../../context.ts'
import { startDatabase } from '../../db/start-database.ts'
import { readServerSecrets } from '../../secrets/server-secrets.ts'
import { createServer } from '../../server.ts'
import { createFaultyLog } from './faulty-log.ts'
import { Faults, faultsVariable } from './faults.ts'

/** Compaction looks every five seconds; here so often that every run meets it. */
const clock: Clock = {
  ...systemClock,
  after: (milliseconds, callback) => systemClock.after(milliseconds === 5_000 ? 100 : milliseconds, callback),
}

const faults = Faults.parse(JSON.parse(process.env[faultsVariable] ?? '{}'))
const read = readConfig(process.env)
if (!read.ok) throw new Error(read.error.problems.join(' '))
const config = read.value
const env = { clock, random: systemRandom }
const shutdown = new AbortController()
const log = pino({ level: config.logLevel })

const database = await startDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, env, log })
if (!database.ok) throw new Error(JSON.stringify(database.error))
const secrets = await readServerSecrets({
  environment: process.env,
  dataDir: config.dataDir,
  random: systemRandom,
})
if (!secrets.ok) throw new Error(secrets.error.type)

const backend = createBackend({
  config,
  env,
  log,
  database: database.value,
  secrets: secrets.value,
  shutdown: shutdown.signal,
  throughLog: roomLog => createFaultyLog(roomLog, faults),
})
const started = await createServer({
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
if (!started.ok) throw new Error(started.error.cause)

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()

const send = must(process.send?.bind(process), 'the channel to the test')

process.on('message', message => {
  if (message === 'stop') shutdown.abort()
  if (message === 'reset') delay.reset()
  if (message === 'report') {
    globalThis.gc?.()
    send({ type: 'report', stallMilliseconds: delay.max / 1e6, memory: process.memoryUsage().rss })
  }
})
process.on('disconnect', () => process.exit(1))

send({ type: 'listening', port: started.value.port })
await started.value.closed
await backend.stop()
process.disconnect?.()
