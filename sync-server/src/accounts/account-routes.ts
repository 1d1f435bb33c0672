/** Everything about accounts that a server needs: the routes, and what sockets and `/sync` ask. */

import { apiRoot } from '@weft/shared/protocol/accounts/wire.ts'
import { Router } from 'express'
import type { Logger } from 'pino'
import { createDocsPage } from '../api/docs-page.ts'
import { loggedFailure } from '../api/failure.ts'
import { mountOperations } from '../api/mount-operations.ts'
import { createOpenApi } from '../api/open-api.ts'
import { blobOperations } from '../blobs/blob-operations.ts'
import type { Database } from '../db/database.ts'
import { createAttemptLimits } from '../limits/attempt-limits.ts'
import { createArrivals } from '../pairing/arrivals.ts'
import { type Access, createAccess } from '../sessions/access.ts'
import type { Session } from '../sessions/session.ts'
import { findSession } from '../sessions/sessions.ts'
import { createTickets, type Tickets } from '../sessions/tickets.ts'
import type { AccountContext } from './account-context.ts'
import { startHousekeeping, sweepExpired } from './housekeeping.ts'
import { accountOperations } from './operations.ts'

export interface AccountRoutesDeps
  extends Pick<
    AccountContext,
    'env' | 'events' | 'proofs' | 'registration' | 'roomLog' | 'serverSecret' | 'shutdown'
  > {
  readonly database: Pick<Database, 'db'>
  readonly log: Logger
}

export interface AccountRoutes {
  /** To be mounted at the root of the server. */
  readonly routes: Router
  /** By the token of the cookie (`sessions/cookie.ts`). */
  readonly findSession: (token: string) => Promise<Session | null>
  readonly access: Access
  readonly tickets: Pick<Tickets, 'redeem'>
}

export const createAccountRoutes = (deps: AccountRoutesDeps): AccountRoutes => {
  const context = contextOf(deps)
  const { db, env, tickets } = context
  const find = (token: string): Promise<Session | null> => findSession(db, env, token)

  startHousekeeping({
    clock: env.clock,
    shutdown: deps.shutdown,
    sweep: () => sweepExpired(context),
    failed: cause => deps.log.warn({ failure: loggedFailure(cause) }, 'housekeeping of accounts failed'),
  })
  return {
    routes: Router()
      .use(apiRoot, mountOperations({ context, operations: accountOperations, findSession: find }))
      .use(apiRoot, documentation()),
    findSession: find,
    access: createAccess({ db, clock: env.clock }),
    tickets,
  }
}

const contextOf = ({ database: { db }, log: _log, ...deps }: AccountRoutesDeps): AccountContext => ({
  ...deps,
  db,
  limits: createAttemptLimits({ db, clock: deps.env.clock, serverSecret: deps.serverSecret }),
  tickets: createTickets({ db, env: deps.env }),
  arrivals: createArrivals(deps.env),
})

/** One document for the whole API. */
const documented = [...accountOperations, ...blobOperations]

const documentation = (): Router => {
  const openApi = JSON.stringify(createOpenApi(apiRoot, documented))
  const page = createDocsPage(apiRoot, documented)
  const routes = Router()
  routes.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('json').send(openApi)
  })
  routes.get('/docs', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('html').send(page)
  })
  return routes
}
