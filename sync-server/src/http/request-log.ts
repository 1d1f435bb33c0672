/**
 * One line for each request, with an id that the answer carries too. No query string, no header and no body is
 * logged, and no address of the page: which thread somebody opened is none of the server's business.
 */

import type { Random } from '@weft/shared/env.ts'
import type { Logger } from 'pino'
import { type HttpLogger, pinoHttp } from 'pino-http'

const isPublic = /^\/(?:assets|api)\/|\.[a-z0-9]+$|^\/$/i

/** The path of a file or of an API route; `/…` for every address of the page. */
const loggedPath = (url: string): string => {
  const path = url.split('?', 1)[0] ?? ''
  return isPublic.test(path) ? path : '/…'
}

/** Probes ask every few seconds and would bury everything else. */
const isProbe = (url: string | undefined): boolean => url === '/healthz' || url === '/readyz'

export const createRequestLog = (log: Logger, random: Random): HttpLogger =>
  pinoHttp({
    logger: log,
    quietReqLogger: true,
    autoLogging: { ignore: request => isProbe(request.url) },
    // A client's own id is not taken over: it would be a stranger's text in our log.
    genReqId: (_request, response) => {
      const id = Buffer.from(random.bytes(8)).toString('hex')
      response.setHeader('X-Request-Id', id)
      return id
    },
    customLogLevel: (_request, response, error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : 'info',
    serializers: {
      req: (request: { readonly method: string; readonly url: string }) => ({
        method: request.method,
        path: loggedPath(request.url),
      }),
      res: (response: { readonly statusCode: number }) => ({ status: response.statusCode }),
    },
  })
