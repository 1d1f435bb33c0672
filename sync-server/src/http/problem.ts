/** Errors of the API as RFC 9457 problem details. `type` stays `about:blank`: the status says all there is. */

import { STATUS_CODES } from 'node:http'
import type { Response } from 'express'

export const sendProblem = (response: Response, status: number, detail: string): void => {
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[status],
        status,
        detail,
        requestId: response.getHeader('X-Request-Id'),
      }),
    )
}
