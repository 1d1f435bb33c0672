/** The route of /sync on a real port, over any room log, with people and devices made of numbers. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@weft/shared/env.ts'
import type { AccountId, DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import express from 'express'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { SessionId } from '../db/account-tables.ts'
import { createRequestLog } from '../http/request-log.ts'
import { createGroupCommit, type GroupCommit } from '../rooms/group-commit.ts'
import { createQuotaOf } from '../rooms/log-quota.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import { type AccessEvents, createAccessEvents } from '../sessions/access-events.ts'
import type { Session } from '../sessions/session.ts'
import { createSessionWatch } from '../sessions/session-watch.ts'
import { type SyncLimits, syncLimits } from '../sync/sync-limits.ts'
import { createSyncRoute, type SyncRouteDeps } from '../sync/sync-route.ts'
import { createTrials } from '../sync/trials.ts'
import { deviceId, workspaceId } from './ids.ts'
import type { SyncTarget } from './sync-client.ts'

export interface SyncWorld {
  readonly log: RoomLog
  readonly commit: GroupCommit
  readonly port: number
  readonly events: AccessEvents
  /** The cookie of a device of an account; without a device for null. */
  readonly target: (device: number | null, account?: number) => SyncTarget
  readonly sessionOf: (target: SyncTarget) => SessionId
  /** What this account may see; account 0 has workspace 1 to begin with. */
  readonly grant: (account: number, workspace: WorkspaceId) => void
  readonly revoke: (account: number, workspace: WorkspaceId) => void
  readonly logged: () => string
  readonly stop: () => void
}

interface Options extends Partial<Pick<SyncRouteDeps, 'trials' | 'clock' | 'epoch'>> {
  readonly log: RoomLog
  readonly limits?: Partial<SyncLimits>
  /** Of each workspace. */
  readonly quota?: number | null
}

const accountId = (index: number): AccountId => `acc_${String(index)}` as AccountId

export const runSyncWorld = async ({
  log,
  limits = {},
  quota = null,
  epoch = 'epoch-1',
  clock = systemClock,
  trials = createTrials(clock),
}: Options): Promise<SyncWorld> => {
  const events = createAccessEvents(createMemoryHints().node())
  const sessions = createSessionWatch({
    events,
    liveAmong: async ids => new Set(ids),
    clock,
    logger: pino({ level: 'silent' }),
  })
  const commit = createGroupCommit(log)
  const shutdown = new AbortController()
  const sessionByToken = new Map<string, Session>()
  const accountByDevice = new Map<DeviceId, number>()
  const granted = new Map([[0, new Set([workspaceId(1)])]])
  const lines: string[] = []

  const app = express()
  app.use(createRequestLog(pino({ level: 'trace' }, { write: line => lines.push(line) }), testRandom(3)))
  app.use(
    createSyncRoute({
      log,
      commit,
      watch: sessions.watch,
      epoch,
      clock,
      trials,
      quotaOf: createQuotaOf({ quota, usedElsewhere: async () => ok(0), clock }),
      limits: { ...syncLimits, ...limits },
      shutdown: shutdown.signal,
      findSession: async token => sessionByToken.get(token) ?? null,
      access: {
        may: async (sessionId, action, workspace) => {
          const session = [...sessionByToken.values()].find(({ id }) => id === sessionId)
          if (session === undefined) return false
          const account = [...granted.keys()].find(index => accountId(index) === session.accountId)
          if (account === undefined || !granted.get(account)?.has(workspace)) return false
          return action === 'read' || session.deviceId !== null
        },
      },
      accountsOf: async ids => ok(new Map(ids.map(id => [id, accountId(accountByDevice.get(id) ?? -1)]))),
    }),
  )
  const server = createServer(app)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  onTestFinished(async () => {
    shutdown.abort()
    sessions.stop()
    server.closeAllConnections()
    await new Promise(resolve => void server.close(resolve))
    await commit.stop()
    await trials.stop()
  })

  return {
    log,
    commit,
    port,
    events,
    target: (device, account = 0) => {
      const token = `${account}-${device}`.padEnd(43, '_')
      const id = device === null ? null : deviceId(device)
      if (id !== null) accountByDevice.set(id, account)
      sessionByToken.set(token, {
        id: `session ${token}` as SessionId,
        accountId: accountId(account),
        email: '',
        role: 'person',
        deviceId: id,
        createdAt: new Date(0),
        expiresAt: new Date(0),
        provedAt: null,
      })
      return { port, cookie: `weft=${token}` }
    },
    sessionOf: ({ cookie }) => `session ${cookie.slice('weft='.length)}` as SessionId,
    grant: (account, workspace) =>
      void granted.set(account, new Set([...(granted.get(account) ?? []), workspace])),
    revoke: (account, workspace) => void granted.get(account)?.delete(workspace),
    logged: () => lines.join(''),
    stop: () => shutdown.abort(),
  }
}
