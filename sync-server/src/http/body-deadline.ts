/**
 * A slow body holds a connection no longer than this. Node's own `requestTimeout` is the same for every route, and
 * /sync, which may send for minutes, has a pace to keep instead (`sync/read-items.ts`).
 */

import type { Clock } from '@weft/shared/env.ts'
import type { RequestHandler } from 'express'

export const bodyDeadline =
  (clock: Clock, milliseconds: number, exceptPath: string): RequestHandler =>
  (request, response, next) => {
    if (request.path === exceptPath || request.complete) return next()
    const cancel = clock.after(milliseconds, () => {
      if (!request.complete) request.destroy()
    })
    request.once('close', cancel)
    response.once('close', () => {
      // An answer given early does not make the rest of the body welcome.
      if (request.complete) cancel()
    })
    next()
  }
