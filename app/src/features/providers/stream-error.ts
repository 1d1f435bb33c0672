/** An error that comes as an event of a stream which had begun with 200. */

import { classifyError, statusOfTags, toProviderError } from './classify-error.ts'
import { type ErrorBody, readErrorBody, valueToErrorBody } from './error-body.ts'
import type { Ending } from './answer-reader.ts'
import type { SseEvent } from './sse.ts'

/** The ending that a parsed event means when it carries an error; undefined when it carries none. */
export const readStreamError = (value: unknown): Ending | undefined => {
  const body = valueToErrorBody(value)
  return body && streamErrorToEnding(body)
}

/** The ending of an event named `error`, whose data may be JSON of any shape or plain words. */
export const namedErrorToEnding = (event: SseEvent): Ending => streamErrorToEnding(readErrorBody(event.data))

export const streamErrorToEnding = (body: ErrorBody): Ending => {
  const status = body.status ?? statusOfTags(body.tags)
  const type = classifyError(status, body, { namesModel: true, hasKey: true })
  return {
    type: 'error',
    error: toProviderError(type, { status: body.status, message: body.message, retryAfter: body.retryAfter }),
  }
}
