/**
 * For whoever has brought the database back from a backup, once, before the server is started again: gives the database
 * a new epoch, by which devices learn that it may lack what they hold, and send it. Nothing is lost by calling it
 * without need; every device then compares what it has.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { destination, pino } from 'pino'
import { readConfig } from './config.ts'
import { markRestored } from './db/epoch.ts'
import { startDatabase } from './db/start-database.ts'
import { type StartFailure, startFailureText } from './start-failure.ts'

const fail = (failure: StartFailure): void => {
  process.stderr.write(`${startFailureText(failure)}\n`)
  process.exitCode = 1
}

const run = async (): Promise<void> => {
  const config = readConfig(process.env)
  if (!config.ok) return fail(config.error)
  const log = pino({ level: config.value.logLevel }, destination(2))
  const database = await startDatabase({ ...config.value, env: systemEnv, log })
  if (!database.ok) return fail(database.error)
  try {
    const epoch = await markRestored(database.value.db)
    process.stdout.write(
      `The database has a new epoch: ${epoch}\nStart Weft again; every device will send what the backup lacks.\n`,
    )
  } finally {
    await database.value.close()
  }
}

await run()
