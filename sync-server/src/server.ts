/**
 * The HTTP server: health, the API's errors, the app. It starts once and stops when `context.shutdown` aborts:
 * readiness turns to 503, after the drain time no connection is taken any more, what is under way is answered,
 * and what is still open at the limit is cut.
 */

import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { sleep } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Context } from './context.ts'
import { securityHeaders } from './http/headers.ts'
import { healthRoutes } from './http/health.ts'
import { sendProblem } from './http/problem.ts'
import { reachedBy } from './http/reached.ts'
import { createRequestLog } from './http/request-log.ts'
import { serveApp } from './http/static-app.ts'
import { type ListenError, toListenError } from './listen-error.ts'

export interface Server {
  readonly start: () => Promise<Result<Listening, ListenError>>
}

export interface Listening {
  readonly url: string
  readonly port: number
  /** Resolves when the last connection is gone, after `context.shutdown`. */
  readonly closed: Promise<void>
}

export const createServer = (context: Context): Server => {
  const { config, clock, limits, log, shutdown, tls } = context

  const options: ServerOptions = {
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: limits.check,
    keepAliveTimeout: limits.keepAlive,
  }

  const stop = async (server: HttpServer): Promise<void> => {
    if (config.drainMilliseconds > 0) await sleep(clock, config.drainMilliseconds)
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    const cancel = clock.after(limits.shutdown, () => server.closeAllConnections())
    await closed
    cancel()
    log.info('stopped')
  }

  const whenShutdown = (): Promise<void> =>
    new Promise(resolve => {
      if (shutdown.aborted) return resolve()
      shutdown.addEventListener('abort', () => resolve(), { once: true })
    })

  return {
    start: async () => {
      const app = createApp(context)
      const server = tls
        ? createHttpsServer({ ...options, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, app)
        : createHttpServer(options, app)

      const failure = await listen(server, config.host, config.port)
      if (failure !== undefined) return err(toListenError(failure, config.host, config.port))
      const port = portOf(server)
      const url = `${tls ? 'https' : 'http'}://${shownHost(config.host)}:${port}`
      log.info({ url }, 'listening')
      return ok({ url, port, closed: whenShutdown().then(() => stop(server)) })
    },
  }
}

const createApp = ({ config, log, random, shutdown, app: files, backend }: Context): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  app.set('trust proxy', config.trustedProxies)

  app.use(createRequestLog(log, random))
  app.use((request, response, next) => {
    response.set(securityHeaders('api', reachedBy(request)))
    // Asks kept-alive connections to end, so that the server can.
    if (shutdown.aborted) response.set('Connection', 'close')
    next()
  })
  app.use(healthRoutes(shutdown, backend.databaseAnswers))
  app.use(backend.routes)
  app.use('/api', (_request, response) => sendProblem(response, 404, 'There is no such route.'))
  if (files !== undefined) app.use(serveApp(files))
  app.use((_request, response) => sendProblem(response, 404, 'There is no such route.'))
  app.use(answerFailure)
  return app
}

/** The answer says nothing of the cause; the log has it under the request's id. */
const answerFailure: ErrorRequestHandler = (cause, request, response, next) => {
  if (response.headersSent) return next(cause)
  if (cause instanceof URIError) return sendProblem(response, 400, 'The address is not valid.')
  request.log.error({ err: cause }, 'request failed')
  sendProblem(response, 500, 'The server failed; its log has the reason under this request id.')
}

const listen = (server: HttpServer, host: string, port: number): Promise<Error | undefined> =>
  new Promise(resolve => {
    server.once('error', resolve)
    server.listen(port, host, () => {
      server.off('error', resolve)
      resolve(undefined)
    })
  })

const portOf = (server: HttpServer): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A listening server has a port')
  return address.port
}

/** What a person on this machine types: browsers treat `localhost` as secure, whatever the server listens on. */
const shownHost = (host: string): string => {
  if (['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
