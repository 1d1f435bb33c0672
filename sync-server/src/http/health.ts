/**
 * `/healthz`: the process answers. `/readyz`: it may be sent work; 503 from the moment it was told to stop, while
 * requests that were under way are still answered.
 */

import { Router } from 'express'

export const healthRoutes = (shutdown: AbortSignal): Router => {
  const routes = Router()
  routes.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  routes.get('/readyz', (_request, response) => {
    response
      .status(shutdown.aborted ? 503 : 200)
      .set('Cache-Control', 'no-store')
      .json({ status: shutdown.aborted ? 'stopping' : 'ready' })
  })
  return routes
}
