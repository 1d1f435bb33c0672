/**
 * `/healthz`: the process answers. `/readyz`: it may be sent work; 503 while the database does not answer, and from the
 * moment it was told to stop, while requests that were under way are still answered.
 */

import { Router } from 'express'

export const healthRoutes = (shutdown: AbortSignal, databaseAnswers: () => Promise<boolean>): Router => {
  const routes = Router()
  routes.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  routes.get('/readyz', async (_request, response) => {
    const status = shutdown.aborted
      ? 'stopping'
      : (await databaseAnswers())
        ? 'ready'
        : 'database-unavailable'
    response
      .status(status === 'ready' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status })
  })
  return routes
}
