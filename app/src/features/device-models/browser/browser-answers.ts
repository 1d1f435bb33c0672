/** Answers of the browser's own model, behind the contract that all models are behind. */

import type { Usage } from '@weft/shared/schema/message.ts'
import { type Ending, finishAnswer } from '../../providers/answer-reader.ts'
import type { ModelRequest, StreamPart } from '../../providers/language-model.ts'
import { createPartWriter, type PartWriter } from '../../providers/part-writer.ts'
import { anyObject } from '../any-object.ts'
import { toBrowserPrompt } from './browser-prompt.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import { nameBrowserFailure, nameOf } from './name-browser-failure.ts'
import type { AskOptions, PromptMessage, PromptSession } from './prompt-api.ts'

export interface BrowserAnswerOptions {
  readonly seesPictures: boolean
  /** How many tokens a session holds, once there is one that tells. */
  readonly onWindow: (tokens: number) => void
}

/** The two names of the event with which a session tells that it has begun to forget. */
const overflowEvents = ['contextoverflow', 'quotaoverflow']

const answerKey = 'answer'

export async function* streamBrowserAnswer(
  request: ModelRequest,
  { seesPictures, onWindow }: BrowserAnswerOptions,
  sessions: BrowserSessions,
  outer: AbortSignal,
): AsyncGenerator<StreamPart> {
  const writer = createPartWriter()
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  let giveBack: ((answer?: string) => void) | undefined
  try {
    const borrowed = await sessions.borrow(toBrowserPrompt(request, seesPictures), seesPictures, signal)
    giveBack = borrowed.giveBack
    const { session, input } = borrowed
    const { maxOutputTokens = Number.POSITIVE_INFINITY, outputFormat } = request.parameters
    const options = { signal, ...(outputFormat === 'json' ? { responseConstraint: anyObject } : {}) }
    const figures = await measure(session, input, options)
    if (figures.window !== undefined) onWindow(figures.window)
    // A session that is asked too much forgets its beginning, and nothing is ever cut unasked.
    if (isTooLong(figures)) return yield tooLong
    const forgot = watchOverflow(session, () => {
      if (writer.isEmpty()) stop.abort()
    })
    let text = ''
    let chunks = 0
    for await (const chunk of session.promptStreaming(input, options)) {
      text += chunk
      chunks += 1
      writer.text(answerKey, chunk)
      yield* writer.take()
      // The API has no limit of its own. A chunk is a token at least, so this cuts too late and never too early.
      if (chunks >= maxOutputTokens || writer.isTooLarge()) break
    }
    if (outer.aborted) return
    const isCut = chunks >= maxOutputTokens
    const ending: Ending = writer.isTooLarge()
      ? { type: 'error', error: { type: 'stream-too-large' } }
      : finishAnswer(writer, isCut ? 'length' : 'complete', usageAfter(session, figures))
    // The next question may come with the last part. A session that was cut or has forgotten is not to be asked it.
    giveBack(isCut || writer.isTooLarge() || forgot() ? undefined : text)
    yield* close(writer, ending)
  } catch (cause) {
    if (outer.aborted) return
    yield* close(writer, stop.signal.aborted ? tooLong : endingOf(cause))
  } finally {
    giveBack?.()
  }
}

const tooLong: Ending = { type: 'error', error: { type: 'context-too-long' } }

/** What the browser has withheld, and what is in a language that it does not let its model speak: it says so itself. */
const refusals: ReadonlySet<string> = new Set(['NotReadableError', 'NotSupportedError'])

const endingOf = (cause: unknown): Ending => {
  const error = nameBrowserFailure(cause)
  if (!refusals.has(nameOf(cause))) return { type: 'error', error }
  const { detail = '' } = error
  return { type: 'finish', reason: 'refused', usage: {}, detail }
}

function* close(writer: PartWriter, ending: Ending): Generator<StreamPart> {
  writer.endAll()
  yield* writer.take()
  yield ending
}

/** Tokens, as far as the session tells. */
interface Figures {
  readonly before: number
  readonly asked: number | undefined
  readonly window: number | undefined
}

const usedBy = (session: PromptSession): number => session.contextUsage ?? session.inputUsage ?? 0

const measure = async (
  session: PromptSession,
  input: readonly PromptMessage[],
  options: AskOptions,
): Promise<Figures> => {
  const window = windowOf(session)
  const before = usedBy(session)
  const asked =
    (await session.measureContextUsage?.(input, options)) ??
    (await session.measureInputUsage?.(input, options))
  return { before, asked, window }
}

/** Undefined where it does not tell, or has no limit. */
export const windowOf = (session: PromptSession): number | undefined => {
  const window = session.contextWindow ?? session.inputQuota
  return window !== undefined && Number.isFinite(window) ? window : undefined
}

const isTooLong = ({ before, asked, window }: Figures): boolean =>
  asked !== undefined && window !== undefined && before + asked > window

const usageAfter = (session: PromptSession, { before, asked }: Figures): Usage => {
  if (asked === undefined) return {}
  const inputTokens = before + asked
  const outputTokens = usedBy(session) - inputTokens
  // A browser may not count what its model has said before it is asked again.
  return { inputTokens, ...(outputTokens > 0 ? { outputTokens } : {}) }
}

const watchOverflow = (session: PromptSession, onOverflow: () => void): (() => boolean) => {
  let hasForgotten = false
  for (const name of overflowEvents)
    session.addEventListener(name, () => {
      hasForgotten = true
      onOverflow()
    })
  return () => hasForgotten
}
