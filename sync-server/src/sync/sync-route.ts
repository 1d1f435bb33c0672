/** POST /api/v1/sync: who may ask, then the exchange over request and response (docs/protocol.md, B and H). */

import type { IncomingMessage } from 'node:http'
import { bulkContentType, contentTypeToVersion } from '@weft/shared/protocol/bulk.ts'
import { serves, wireVersion } from '@weft/shared/protocol/version.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { loggedFailure, problemOfFailure } from '../api/failure.ts'
import { isLoopback } from '../api/loopback.ts'
import { isSameOrigin } from '../api/same-origin.ts'
import { createPlaces } from '../limits/places.ts'
import { createShares } from '../limits/shares.ts'
import { readCookie } from '../sessions/cookie.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'
import type { Session } from '../sessions/session.ts'
import { type Begin, type ExchangeDeps, openExchange } from './exchange.ts'
import { createItemWriter } from './item-writer.ts'
import { readItems } from './read-items.ts'
import { type SyncLimits, syncLimits } from './sync-limits.ts'
import { sendSyncProblem, type SyncProblem } from './sync-problems.ts'

export const syncPath = '/api/v1/sync'

export interface SyncRouteDeps
  extends Pick<
    ExchangeDeps,
    'log' | 'commit' | 'access' | 'accountsOf' | 'quotaOf' | 'trials' | 'epoch' | 'clock' | 'shutdown'
  > {
  readonly findSession: (token: string) => Promise<Session | null>
  readonly watch: SessionWatch['watch']
  readonly limits?: SyncLimits
}

export const createSyncRoute = ({
  findSession,
  watch,
  limits = syncLimits,
  ...rest
}: SyncRouteDeps): Router => {
  const deps: ExchangeDeps = {
    ...rest,
    limits,
    largePlaces: createPlaces(limits.largePlaces),
    reading: createPlaces(limits.largePlaces),
  }
  // Nobody waits: a device comes back by itself.
  const exchanges = createShares({ together: limits.atOnce, each: limits.perSession })

  const sessionOf = async (request: Request): Promise<Session | null> => {
    const token = readCookie(request.headers.cookie, request.secure)
    return token === undefined ? null : findSession(token)
  }

  /** The problem, where it was not exchanged and the answer has not begun. */
  const exchange = async (
    request: Request,
    response: Response,
    session: Session,
    gone: AbortSignal,
  ): Promise<SyncProblem | null> => {
    const { clock, access } = deps
    const items = readItems(bodyOf(request), { clock, limits, places: deps.largePlaces })
    try {
      const first = await items.next()
      const begin = first.done ? err<SyncProblem>('request-malformed') : toBegin(first.value)
      if (!begin.ok) return begin.error
      const { workspaceId } = begin.value
      if (!(await access.may(session.id, 'read', workspaceId))) return 'not-found'
      const { id: sessionId, accountId, deviceId } = session
      const opened = await openExchange(deps, { sessionId, accountId, deviceId, workspaceId }, begin.value)
      if (!opened.ok) return 'database-unavailable'

      response.status(200).set('Content-Type', bulkContentType(wireVersion))
      const writer = createItemWriter({ response, clock, limits })
      const done = await opened.value.run(items, writer, gone)
      if (done.ok) response.end()
      else {
        request.log.info({ reason: done.error.type }, 'sync was cut')
        response.destroy()
      }
      return null
    } finally {
      await items.return()
    }
  }

  const answer = async (request: Request, response: Response): Promise<void> => {
    const session = await sessionOf(request)
    if (session === null) return sendSyncProblem(response, 'session-missing')
    const entered = exchanges.take(session.id)
    if (!entered.ok)
      return sendSyncProblem(response, entered.error === 'own-taken' ? 'too-many-syncs' : 'server-busy')
    const gone = new AbortController()
    const unwatch = watch(session.id, () => {
      gone.abort()
      // Also what waits for its reader goes no further.
      response.destroy()
    })
    response.once('close', () => gone.abort())
    try {
      const problem = await exchange(request, response, session, gone.signal)
      if (problem !== null && !response.destroyed) sendSyncProblem(response, problem)
    } finally {
      unwatch()
      entered.value()
    }
  }

  const answerOrFail: RequestHandler = (request, response) =>
    answer(request, response).catch((cause: unknown) => {
      request.log.error({ failure: loggedFailure(cause) }, 'sync failed')
      if (response.headersSent) return void response.destroy()
      if (problemOfFailure(cause)?.type !== 'database-unavailable') throw cause
      sendSyncProblem(response, 'database-unavailable')
    })

  const guard = createGuard(deps.shutdown)
  return Router().post(syncPath, noStore, guard, answerOrFail)
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}

/** Refused unread. */
const createGuard =
  (shutdown: AbortSignal): RequestHandler =>
  (request, response, next) => {
    if (shutdown.aborted) return sendSyncProblem(response, 'server-stopping')
    if (!request.secure && !isLoopback(request.host))
      return sendSyncProblem(response, 'connection-not-secure')
    const sameOrigin = isSameOrigin({
      secFetchSite: request.get('Sec-Fetch-Site'),
      origin: request.get('Origin'),
      expected: `${request.protocol}://${request.host}`,
    })
    if (!sameOrigin) return sendSyncProblem(response, 'origin-refused')
    const version = contentTypeToVersion(request.get('Content-Type') ?? '')
    if (version === null) return sendSyncProblem(response, 'content-type-unsupported')
    const served = serves(version)
    if (served !== 'served') return sendSyncProblem(response, served)
    next()
  }

const toBegin = (
  first: Result<{ readonly type: string }, { readonly type: string }>,
): Result<Begin, SyncProblem> => {
  if (!first.ok) return err(first.error.type === 'sender-slow' ? 'sender-slow' : 'request-malformed')
  if (!isBegin(first.value)) return err('request-malformed')
  const served = serves(first.value.version)
  return served === 'served' ? ok(first.value) : err(served)
}

const isBegin = (item: { readonly type: string }): item is Begin => item.type === 'begin'

/** Node destroys a body that is not read to its end, and with it the connection that has to carry the answer. */
const bodyOf = (request: IncomingMessage): AsyncIterator<Uint8Array> =>
  request.iterator({ destroyOnReturn: false })
