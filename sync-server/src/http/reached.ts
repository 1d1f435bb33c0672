import type { Request } from 'express'
import type { Reached } from './content-security-policy.ts'
import { readHost } from './headers.ts'

/** Express has already weighed the proxies' headers by `TRUST_PROXY`. */
export const reachedBy = (request: Request): Reached => ({
  secure: request.secure,
  host: readHost(request.host),
})
