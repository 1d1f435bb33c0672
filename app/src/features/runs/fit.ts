/** Does a prompt fit what a model can read? Counted before sending; what is left out, the person has chosen. */

import type { ModelRequest, PromptMessage } from '../providers/language-model.ts'

/** Tokens kept free for the answer when nobody said how long it may be. */
const answerReserve = 4_096

export type CountTokens = (request: ModelRequest) => number

export const roomForPrompt = (request: ModelRequest, contextWindow: number): number =>
  Math.max(
    0,
    contextWindow - Math.min(request.parameters.maxOutputTokens ?? answerReserve, contextWindow / 2),
  )

export interface Fitting {
  readonly request: ModelRequest
  readonly leftOut: number
  readonly tokens: number
  readonly fits: number
}

/** A line must begin with the person: models refuse one that begins with an answer or a tool result. */
const fromNextUser = (messages: readonly PromptMessage[], start: number): readonly PromptMessage[] => {
  const index = messages.findIndex((message, at) => at >= start && message.role === 'user')
  return index < 0 ? [] : messages.slice(index)
}

/**
 * The longest end of the line that fits; at least the last thing the person said. `continues`: that is to go on from
 * the answer before it, which says nothing without it.
 */
export const leaveOutOldest = (
  request: ModelRequest,
  contextWindow: number,
  count: CountTokens,
  continues: boolean,
): Fitting => {
  const fits = roomForPrompt(request, contextWindow)
  const isEnough = (messages: readonly PromptMessage[]): boolean =>
    continues ? messages.some(({ role }) => role === 'assistant') : messages.length > 0
  let kept = request
  for (let tokens = count(kept); tokens > fits; tokens = count(kept)) {
    const messages = fromNextUser(kept.messages, 1)
    if (!isEnough(messages)) break
    kept = { ...kept, messages }
  }
  return { request: kept, leftOut: request.messages.length - kept.messages.length, tokens: count(kept), fits }
}
