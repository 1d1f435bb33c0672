/**
 * Everything of the server that rests on its database: accounts and the log of rooms. It is made when the database is
 * ready, and stopped after the last connection is gone; the database stops last.
 */

import type { Env } from '@weft/shared/env.ts'
import { type Router, Router as createRouter } from 'express'
import type { Logger } from 'pino'
import { createAccountRoutes } from './accounts/account-routes.ts'
import { createProofVerifier } from './accounts/proof-verifier.ts'
import type { Config } from './config.ts'
import { createDatabaseProbe } from './db/database-probe.ts'
import type { StartedDatabase } from './db/start-database.ts'
import { createGate } from './limits/gate.ts'
import { startCompactionSchedule } from './rooms/compaction-schedule.ts'
import { createCompactor } from './rooms/compactor.ts'
import { createFolder } from './rooms/fold-in-worker.ts'
import { createGroupCommit } from './rooms/group-commit.ts'
import { createPostgresRoomLog } from './rooms/postgres-room-log.ts'
import type { ServerSecrets } from './secrets/server-secrets.ts'

export interface Backend {
  /** To be mounted at the root, before what answers unknown routes. */
  readonly routes: Router
  readonly databaseAnswers: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly config: Config
  readonly env: Env
  readonly log: Logger
  readonly database: StartedDatabase
  readonly secrets: ServerSecrets
  readonly shutdown: AbortSignal
}

/** Two proofs for each core keep it busy while one waits for memory; the threads of Node's pool are four. */
const proofsAtOnce = 4
/** Whoever comes when so many wait is told to come back: the last of these waits about a second. */
const proofsWaiting = 50

export const createBackend = ({ config, env, log, database, secrets, shutdown }: Deps): Backend => {
  // The embedded database has one server, so there is nobody to tell.
  const node =
    config.databaseUrl === undefined ? null : Buffer.from(env.random.bytes(6)).toString('base64url')
  const roomLog = createPostgresRoomLog({ database, node })
  const probe = createDatabaseProbe(database.connection)
  const accounts = createAccountRoutes({
    database,
    env,
    roomLog,
    registration: config.registration,
    log,
    serverSecret: secrets.serverSecret,
    proofs: createProofVerifier({
      random: env.random,
      pepper: secrets.pepper,
      gate: createGate({ atOnce: proofsAtOnce, longestQueue: proofsWaiting }),
    }),
    shutdown,
  })
  const compaction = startCompactionSchedule({
    clock: env.clock,
    compactor: createCompactor({ log: roomLog, folder: createFolder(env.clock), logger: log }),
  })
  const commits = createGroupCommit({
    append: async updates => {
      const appended = await roomLog.append(updates)
      compaction.noticeStored()
      return appended
    },
  })

  return {
    routes: createRouter().use(accounts.routes),
    databaseAnswers: probe.answers,
    stop: async () => {
      await commits.stop()
      await compaction.stop()
      await probe.stop()
      await database.close()
    },
  }
}
