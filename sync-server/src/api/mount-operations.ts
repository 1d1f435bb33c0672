/** The routes of a list of operations. What holds for all of them happens here, once and in this order. */

import type { Clock } from '@weft/shared/env.ts'
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import { sendProblem } from '../http/problem.ts'
import { networkOf } from '../limits/network-of.ts'
import { cookieName, cookieOptions, readCookie } from '../sessions/cookie.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'
import type { Session } from '../sessions/session.ts'
import { loggedFailure, problemOfFailure } from './failure.ts'
import { isLoopback } from './loopback.ts'
import type { Answer, Caller, Operation } from './operation.ts'
import { sendProblemOf } from './problems.ts'
import { isBytes, isJson, isSameOrigin } from './same-origin.ts'
import { sendBytes } from './send-bytes.ts'

interface Timed {
  readonly env: { readonly clock: Clock }
}

interface Deps<Context extends Timed> {
  readonly context: Context
  readonly operations: readonly Operation<Context>[]
  readonly findSession: (token: string) => Promise<Session | null>
  /** Cuts transfers of bytes, which may take minutes, when their session ends; without it there are none. */
  readonly watch?: SessionWatch['watch']
}

/** What an ordinary operation takes; nobody writes more by hand. */
const ordinaryBody = 100 * 1024

export const mountOperations = <Context extends Timed>({
  context,
  operations,
  findSession,
  watch,
}: Deps<Context>): Router => {
  const routes = Router()

  const sessionOf = async (request: Request): Promise<Session | null> => {
    const token = readCookie(request.headers.cookie, request.secure)
    return token === undefined ? null : findSession(token)
  }

  const cutWith = (
    { id }: Session,
    { takes, gives }: Pick<Operation<Context>, 'takes' | 'gives'>,
    response: Response,
  ): void => {
    if (watch === undefined || (takes !== 'bytes' && gives !== 'bytes')) return
    response.once(
      'close',
      watch(id, () => response.destroy()),
    )
  }

  const answer =
    (operation: Operation<Context>): RequestHandler =>
    async (request, response) => {
      const session = operation.access === 'public' ? null : await sessionOf(request)
      if (operation.access !== 'public' && session === null)
        return sendProblemOf(response, { type: 'session-missing' })
      if (session !== null) cutWith(session, operation, response)
      await readBody(operation, request, response)
      const outcome = await operation.run(context, callerOf(request, response), session, {
        params: request.params,
        query: request.query,
        body: operation.method === 'get' ? {} : (request.body ?? {}),
        raw: {
          incoming: operation.takes === 'bytes' ? incomingOf(request) : none(),
          range: request.get('Range'),
        },
      })
      // Bytes that nobody will read may still be coming.
      if (!outcome.ok && operation.takes === 'bytes') response.set('Connection', 'close')
      if (!outcome.ok) return sendProblemOf(response, outcome.error)
      const { bytes } = outcome.value
      if (bytes === undefined) return sendAnswer(request, response, outcome.value)
      try {
        await sendBytes(request, response, bytes, context.env.clock)
      } finally {
        bytes.close()
      }
    }

  for (const operation of operations)
    routes[operation.method](expressPath(operation.path), noStore, guard(operation), answer(operation))
  routes.use(answerFailure)
  return routes
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}

/** Read piece by piece, and not torn down when the reader has had enough: the answer goes the same way. */
const incomingOf = (request: Request): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }),
})

const none = async function* (): AsyncGenerator<Uint8Array> {}

const guard =
  ({ takes }: Pick<Operation<never>, 'takes'>): RequestHandler =>
  (request, response, next) => {
    // A session that travels in the open is everybody's.
    if (!request.secure && !isLoopback(request.host))
      return sendProblemOf(response, { type: 'connection-not-secure' })
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    const sameOrigin = isSameOrigin({
      secFetchSite: request.get('Sec-Fetch-Site'),
      origin: request.get('Origin'),
      expected: `${request.protocol}://${request.host}`,
    })
    if (!sameOrigin) return sendProblemOf(response, { type: 'origin-refused' })
    const isOfType = takes === 'bytes' ? isBytes : isJson
    if (!isOfType(request.get('Content-Type')))
      return sendProblemOf(response, { type: 'content-type-unsupported' })
    next()
  }

/** Read only once it is known that somebody may send it. */
const readBody = <Context>(
  { method, takes, maxBodyBytes = ordinaryBody }: Operation<Context>,
  request: Request,
  response: Response,
): Promise<void> =>
  new Promise((resolve, reject) => {
    if (method === 'get' || takes === 'bytes') return resolve()
    express.json({ limit: maxBodyBytes, strict: true })(request, response, (cause?: unknown) =>
      cause === undefined
        ? resolve()
        : reject(cause instanceof Error ? cause : new Error('the body could not be read')),
    )
  })

const callerOf = (request: Request, response: Response): Caller => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return { network: networkOf(request.ip), gone: gone.signal }
}

const sendAnswer = (request: Request, response: Response, { body, cookie }: Answer<object>): void => {
  const { secure } = request
  if (cookie?.type === 'set')
    response.cookie(cookieName(secure), cookie.token, { ...cookieOptions(secure), expires: cookie.expiresAt })
  if (cookie?.type === 'clear') response.clearCookie(cookieName(secure), cookieOptions(secure))
  response.json(body)
}

const answerFailure: ErrorRequestHandler = (cause, request, response, next) => {
  if (response.headersSent) return next(cause)
  const problem = problemOfFailure(cause)
  if (problem?.type !== 'body-too-large' && problem?.type !== 'request-malformed')
    request.log?.error({ failure: loggedFailure(cause) }, 'operation failed')
  if (problem !== undefined) return sendProblemOf(response, problem)
  sendProblem(response, 500, 'The server failed; its log has the reason under this request id.')
}

/** `/devices/{deviceId}` as Express writes it. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')
