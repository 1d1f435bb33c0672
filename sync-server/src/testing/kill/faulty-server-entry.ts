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

/**
 * The longest that the thread was at work in one go. By its own processor time: on a machine that others use too, the
 * delay that is measured from outside is mostly theirs.
 */
let busyMilliseconds = 0
const watchBusy = (): void => {
  const before = process.threadCpuUsage()
  setTimeout(() => {
    const { user, system } = process.threadCpuUsage(before)
    busyMilliseconds = Math.max(busyMilliseconds, (user + system) / 1_000)
    watchBusy()
  }, 1).unref()
}
watchBusy()

const send = must(process.send?.bind(process), 'the channel to the test')

process.on('message', message => {
  if (message === 'stop') shutdown.abort()
  if (message === 'reset') {
    delay.reset()
    busyMilliseconds = 0
  }
  if (message === 'report') {
    const stallMilliseconds = delay.max / 1e6
    const busy = busyMilliseconds
    // What is outside of the heap goes one collection later.
    for (let times = 0; times < 3; times += 1) globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    const held = heapUsed + external
    send({ type: 'report', stallMilliseconds, busyMilliseconds: busy, held, resident: rss })
  }
})
process.on('disconnect', () => process.exit(1))

send({ type: 'listening', port: started.value.port })
await started.value.closed
await backend.stop()
process.disconnect?.()
