/**
 * Everything of the server that rests on its database: accounts, the log of rooms, and sockets. It is made when the database is
 * ready, and stopped after the last connection is gone; the database stops last.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Env } from '@weft/shared/env.ts'
import { type Router, Router as createRouter } from 'express'
import type { Logger } from 'pino'
import { createAccountRoutes } from './accounts/account-routes.ts'
import { createProofVerifier } from './accounts/proof-verifier.ts'
import { createUsedElsewhere } from './accounts/used-elsewhere.ts'
import { createBlobRoutes } from './blobs/blob-routes.ts'
import type { Config } from './config.ts'
import { createDatabaseProbe } from './db/database-probe.ts'
import type { StartedDatabase } from './db/start-database.ts'
import { createGate } from './limits/gate.ts'
import { createLiveHalf } from './live/live-half.ts'
import { readUpgrade } from './live/upgrade.ts'
import { createAnnouncingRoomLog } from './rooms/announcing-room-log.ts'
import type { Hints } from './rooms/hints.ts'
import { createQuotaOf } from './rooms/log-quota.ts'
import { createMemoryHints } from './rooms/memory-hints.ts'
import { createPostgresHints } from './rooms/postgres-hints.ts'
import { createPostgresRoomLog } from './rooms/postgres-room-log.ts'
import { createRedisHints } from './rooms/redis-hints.ts'
import type { RoomLog } from './rooms/room-log.ts'
import type { ServerSecrets } from './secrets/server-secrets.ts'
import { createAccessEvents } from './sessions/access-events.ts'
import { createAccountsOfDevices } from './sessions/accounts-of-devices.ts'
import { createSessionWatch } from './sessions/session-watch.ts'
import { liveAmong } from './sessions/sessions.ts'
import { createSyncRoute } from './sync/sync-route.ts'
import { createTrials } from './sync/trials.ts'

export interface Backend {
  /** To be mounted at the root, before what answers unknown routes. */
  readonly routes: Router
  readonly databaseAnswers: () => Promise<boolean>
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Answers what sockets have sent, and asks them to come back later. */
  readonly closeSockets: () => Promise<void>
  /** After the last connection is gone. */
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly config: Config
  readonly env: Env
  readonly log: Logger
  readonly database: StartedDatabase
  readonly secrets: ServerSecrets
  readonly shutdown: AbortSignal
  /** What tests put between the log and its users, to end the process at the worst moment. */
  readonly throughLog?: (log: RoomLog) => RoomLog
}

/** Two proofs for each core keep it busy while one waits for memory; the threads of Node's pool are four. */
const proofsAtOnce = 4
/** Whoever comes when so many wait is told to come back: the last of these waits about a second. */
const proofsWaiting = 50

export const createBackend = ({
  config,
  env,
  log,
  database,
  secrets,
  shutdown,
  throughLog = roomLog => roomLog,
}: Deps): Backend => {
  const { hints, announcedLog } = createNode({ config, env, log, database })
  const roomLog = throughLog(announcedLog)
  const probe = createDatabaseProbe(database.connection)
  const events = createAccessEvents(hints)
  const sessions = createSessionWatch({
    events,
    liveAmong: ids => liveAmong(database.db, env, ids),
    clock: env.clock,
    logger: log,
  })
  const accounts = createAccountRoutes({
    database,
    env,
    events,
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
  const accountsOf = createAccountsOfDevices(database.db)
  const quotaOf = createQuotaOf({
    quota: config.logQuota,
    usedElsewhere: createUsedElsewhere(database.db),
    clock: env.clock,
  })
  const live = createLiveHalf({
    env,
    logger: log,
    epoch: database.epoch,
    trustedProxies: config.trustedProxies,
    roomLog,
    hints,
    quotaOf,
    doors: {
      readUpgrade,
      tickets: accounts.tickets,
      access: accounts.access,
      watch: sessions.watch,
      accountsOf,
    },
  })

  const trials = createTrials(env.clock)
  const sync = createSyncRoute({
    log: roomLog,
    commit: live.commits,
    access: accounts.access,
    accountsOf,
    quotaOf,
    findSession: accounts.findSession,
    watch: sessions.watch,
    trials,
    epoch: database.epoch,
    clock: env.clock,
    shutdown,
  })

  const blobs = createBlobRoutes({
    database,
    env,
    access: accounts.access,
    findSession: accounts.findSession,
    watch: sessions.watch,
    quota: config.blobQuota,
    log,
    shutdown,
  })

  return {
    routes: createRouter().use(sync).use(blobs).use(accounts.routes),
    databaseAnswers: probe.answers,
    onUpgrade: live.onUpgrade,
    closeSockets: live.stop,
    stop: async () => {
      await live.stopCommits()
      sessions.stop()
      await hints.stop()
      await trials.stop()
      await probe.stop()
      await database.close()
    },
  }
}

interface Node {
  readonly hints: Hints & { readonly stop: () => Promise<void> }
  readonly announcedLog: RoomLog
}

/** The log as other servers of the same database hear of it, and how this one hears of theirs. */
const createNode = ({
  config,
  env,
  log,
  database,
}: Pick<Deps, 'config' | 'env' | 'log' | 'database'>): Node => {
  const { databaseUrl, redisUrl } = config
  const node = Buffer.from(env.random.bytes(6)).toString('base64url')
  if (redisUrl !== undefined) {
    const hints = createRedisHints({ url: redisUrl, node, env, log })
    const silentLog = createPostgresRoomLog({ database, node: null })
    return { hints, announcedLog: createAnnouncingRoomLog(silentLog, hints.announce) }
  }
  // The embedded database has one server, so there is nobody to tell.
  if (databaseUrl === undefined)
    return {
      hints: { ...createMemoryHints().node(), stop: async () => undefined },
      announcedLog: createPostgresRoomLog({ database, node: null }),
    }
  return {
    hints: createPostgresHints({ connection: database.connection, node, env, log }),
    announcedLog: createPostgresRoomLog({ database, node }),
  }
}
