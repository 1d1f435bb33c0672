/** How a server says no over HTTP: RFC 9457. `code` is ours and the only part a program may look at. */

import * as z from 'zod/mini'

export const problemContentType = 'application/problem+json'

export const ProblemDetails = /* @__PURE__ */ z.looseObject({
  type: z._default(z.string(), 'about:blank'),
  title: z.string(),
  status: z.int().check(z.gte(400), z.lte(599)),
  /** Noun-problem, like every error's `type` inside Weft. */
  code: z.string().check(z.regex(/^[a-z]+(-[a-z]+)+$/)),
  detail: z.optional(z.string()),
  /** Seconds to wait, as in `Retry-After`. */
  retryAfter: z.optional(z.int().check(z.gte(0))),
})
export type ProblemDetails = z.infer<typeof ProblemDetails>
