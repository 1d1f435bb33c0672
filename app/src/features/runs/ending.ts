/** How an answer ended, as its message says it. */

import type { TaggedError } from '@weft/shared/result.ts'
import type { MessageStatus, Usage } from '@weft/shared/schema/message.ts'
import type { ErrorPart, Part } from '@weft/shared/schema/part.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { type Answer, keptParts } from './answer.ts'

const endsAsInterrupted = (error: ProviderError): boolean =>
  error.type === 'stream-cut' || error.type === 'idle-timeout' || error.type === 'model-out-of-memory'

export interface Completion {
  readonly parts: readonly Part[]
  readonly status: MessageStatus
  readonly usage?: Usage
  readonly cost?: number
  readonly timing: { readonly firstPart?: number; readonly total: number }
  readonly leftOut: number
}

/** The thread was deleted for good: an answer has no place any more, however often it is tried. */
export const isGone = ({ type }: TaggedError): boolean => type === 'room-deleted'

const toErrorPart = (error: ProviderError): ErrorPart => ({
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

const statusOf = (answer: Answer, stopped: boolean): MessageStatus => {
  if (stopped) return 'stopped'
  if (answer.end === null) return 'interrupted'
  if (answer.end.type === 'finished') return statusByReason[answer.end.reason]
  return endsAsInterrupted(answer.end.error) && answer.parts.length > 0 ? 'interrupted' : 'failed'
}

/** What is known of the call, if there was one. */
interface Call {
  readonly leftOut: number
  readonly cost: (usage: Usage) => number | undefined
}

interface Times {
  readonly askedAt: number
  readonly endedAt: number
}

export const completionOf = (
  answer: Answer,
  isStopped: boolean,
  call: Call | null,
  { askedAt, endedAt }: Times,
): Completion => {
  const parts: Part[] = [...keptParts(answer)]
  if (!isStopped && answer.end?.type === 'failed') parts.push(toErrorPart(answer.end.error))
  const usage = answer.end?.type === 'finished' ? answer.end.usage : undefined
  const cost = usage && call?.cost(usage)
  return {
    parts,
    status: statusOf(answer, isStopped),
    timing: {
      total: endedAt - askedAt,
      ...(answer.firstPartAt === null ? {} : { firstPart: answer.firstPartAt - askedAt }),
    },
    leftOut: call?.leftOut ?? 0,
    ...(usage === undefined ? {} : { usage }),
    ...(cost === undefined ? {} : { cost }),
  }
}
