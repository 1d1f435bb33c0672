/**
 * The PostgreSQL that Weft brings along, for whoever has set no DATABASE_URL: made at the first start, durable, and
 * started again when it dies while the server lives. It stops with the server, also when that one is killed.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { Logger } from 'pino'
import type { DatabaseStartError } from './database-error.ts'
import { prepareDirectory, superuser } from './data-directory.ts'
import { awaitFreeDirectory } from './lock-file.ts'
import { chooseAddress } from './postgres-address.ts'
import { findBinaries } from './postgres-binaries.ts'
import { type PostgresProcess, startPostgresProcess } from './postgres-process.ts'
import { probePostgres } from './postgres-probe.ts'
import { checkReach, choosePostgresUser, letIn } from './postgres-user.ts'

export interface EmbeddedPostgres {
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
    readonly database: string
  }
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly dataDir: string
  readonly env: Env
  readonly log: Logger
  /** Settings of PostgreSQL by name; tests that are not about durability give it up here. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Between two attempts to start it again, doubled each time up to the last. */
const firstWait = 100
const lastWait = 10_000

export const startEmbeddedPostgres = async (
  deps: Deps,
): Promise<Result<EmbeddedPostgres, DatabaseStartError>> => {
  const { dataDir, log } = deps
  const { clock, random } = deps.env
  const binaries = await findBinaries()
  if (!binaries.ok) return binaries
  const user = await choosePostgresUser()
  if (!user.ok) return user
  await letIn(dataDir, user.value)
  for (const path of [binaries.value.postgres, `${dataDir}/postgres`]) {
    const reach = await checkReach(path, user.value)
    if (!reach.ok) return reach
  }
  const prepared = await prepareDirectory({
    dataDir,
    binaries: binaries.value,
    user: user.value,
    random,
  })
  if (!prepared.ok) return prepared
  const { directory, password } = prepared.value
  const address = await chooseAddress(directory)

  const stopping = new AbortController()

  const startOnce = async (): Promise<Result<PostgresProcess, DatabaseStartError>> => {
    const free = await awaitFreeDirectory(directory, () => probePostgres(address, password), clock)
    if (!free.ok) return free
    return startPostgresProcess({
      postgres: binaries.value.postgres,
      directory,
      password,
      address,
      user: user.value,
      settings: deps.settings ?? {},
      clock,
      log,
    })
  }

  const startAgain = async (): Promise<PostgresProcess | undefined> => {
    for (let wait = firstWait; !stopping.signal.aborted; wait = Math.min(wait * 2, lastWait)) {
      const started = await startOnce()
      if (started.ok) return started.value
      log.error({ reason: started.error }, 'postgres does not start')
      await sleep(clock, wait, stopping.signal)
    }
    return undefined
  }

  const keepRunning = async (first: PostgresProcess): Promise<void> => {
    for (let running: PostgresProcess | undefined = first; running !== undefined; ) {
      const { exited, stop } = running
      const stopped = new Promise<void>(resolve => {
        const end = (): void => void stop().then(resolve)
        if (stopping.signal.aborted) end()
        else stopping.signal.addEventListener('abort', end, { once: true })
      })
      await Promise.race([exited, stopped])
      if (stopping.signal.aborted) return stopped
      log.error('postgres has ended by itself and is started again')
      await stop()
      running = await startAgain()
    }
  }

  const started = await startOnce()
  if (!started.ok) return started
  const ended = keepRunning(started.value)
  return ok({
    connection: { ...address, user: superuser, password, database: 'postgres' },
    stop: () => {
      stopping.abort()
      return ended
    },
  })
}
