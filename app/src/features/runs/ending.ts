/** How an answer ended, as its message says it. */

import type { TaggedError } from '@weft/shared/result.ts'
import type { MessageStatus } from '@weft/shared/schema/message.ts'
import type { ErrorPart } from '@weft/shared/schema/part.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import type { Answer } from './answer.ts'

const endsAsInterrupted = (error: ProviderError): boolean =>
  error.type === 'stream-cut' || error.type === 'idle-timeout' || error.type === 'model-out-of-memory'

/** The thread was deleted for good: an answer has no place any more, however often it is tried. */
export const isGone = ({ type }: TaggedError): boolean => type === 'room-deleted'

export const toErrorPart = (error: ProviderError): ErrorPart => ({
  type: 'error',
  code: error.type,
  ...(error.status === undefined ? {} : { status: error.status }),
  ...(error.detail === undefined ? {} : { detail: error.detail }),
})

const statusByReason = {
  complete: 'complete',
  length: 'length',
  refused: 'refused',
  'tool-calls': 'tool-calls',
  unknown: 'complete',
} as const

export const statusOf = (answer: Answer, stopped: boolean): MessageStatus => {
  if (stopped) return 'stopped'
  if (answer.end === null) return 'interrupted'
  if (answer.end.type === 'finished') return statusByReason[answer.end.reason]
  return endsAsInterrupted(answer.end.error) && answer.parts.length > 0 ? 'interrupted' : 'failed'
}
