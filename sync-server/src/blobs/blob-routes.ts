/** Everything about blobs that a server needs: the routes, and the sweep that runs beside them. */

import { apiRoot } from '@weft/shared/protocol/accounts/wire.ts'
import { Router } from 'express'
import type { Logger } from 'pino'
import { startHousekeeping } from '../accounts/housekeeping.ts'
import { loggedFailure } from '../api/failure.ts'
import { mountOperations } from '../api/mount-operations.ts'
import type { Database } from '../db/database.ts'
import { createShares } from '../limits/shares.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'
import type { Session } from '../sessions/session.ts'
import type { BlobContext } from './blob-context.ts'
import { blobOperations } from './blob-operations.ts'
import { sweepBlobs } from './sweep-blobs.ts'

export interface BlobRoutesDeps extends Pick<BlobContext, 'env' | 'access' | 'quota'> {
  readonly database: Pick<Database, 'db'>
  readonly findSession: (token: string) => Promise<Session | null>
  readonly watch: SessionWatch['watch']
  readonly log: Logger
  readonly shutdown: AbortSignal
}

/**
 * Transfers at once. Each holds a piece of 256 KiB and what the socket buffers of another: 32 MiB for all. A device has
 * one or two; more than a few of one account are somebody who keeps others out.
 */
const transferShares = { together: 64, each: 8 }

/** To be mounted at the root of the server, beside the routes of accounts. */
export const createBlobRoutes = (deps: BlobRoutesDeps): Router => {
  const { database, env, access, quota, findSession, watch, log, shutdown } = deps
  const context: BlobContext = {
    db: database.db,
    env,
    access,
    quota,
    transfers: createShares(transferShares),
  }
  startHousekeeping({
    clock: env.clock,
    shutdown,
    sweep: () => sweepBlobs(context),
    failed: cause => log.warn({ failure: loggedFailure(cause) }, 'housekeeping of blobs failed'),
  })
  return Router().use(apiRoot, mountOperations({ context, operations: blobOperations, findSession, watch }))
}
