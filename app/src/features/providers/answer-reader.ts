/**
 * What the three dialects have in common: a reader takes the events of one answer in order, writes parts, and
 * says how the answer ended. It is pure: no clock, no network.
 */

import type { Usage } from '@weft/shared/schema/message.ts'
import type { FinishReason } from './language-model.ts'
import type { PartWriter } from './part-writer.ts'
import type { ProviderError } from './provider-error.ts'
import type { SseEvent } from './sse.ts'

export type Ending =
  | {
      readonly type: 'finish'
      readonly reason: FinishReason
      readonly usage: Usage
      readonly detail?: string
    }
  | { readonly type: 'error'; readonly error: ProviderError }

export interface AnswerReader {
  /** Takes one event; the ending, once this was the last that matters. */
  readonly read: (event: SseEvent) => Ending | undefined
  /** The body stopped. The ending if the vendor had already said how it ends, undefined when it was cut. */
  readonly end: () => Ending | undefined
}

/**
 * Closes an answer: a call for tools is one whatever the vendor called it, and a finished answer without
 * anything in it is an error, since there is nothing to show for it.
 */
export const finishAnswer = (
  writer: PartWriter,
  reason: FinishReason,
  usage: Usage,
  detail?: string,
): Ending => {
  if (writer.hasToolCalls() && (reason === 'complete' || reason === 'unknown'))
    return { type: 'finish', reason: 'tool-calls', usage }
  if (writer.isEmpty() && (reason === 'complete' || reason === 'unknown' || reason === 'tool-calls'))
    return { type: 'error', error: { type: 'answer-empty' } }
  return { type: 'finish', reason, usage, ...(detail === undefined ? {} : { detail }) }
}

export const malformed = (data: string): Ending => ({
  type: 'error',
  error: { type: 'stream-malformed', detail: data.slice(0, 200) },
})
