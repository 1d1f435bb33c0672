/**
 * Pulls a model: the runner around the pure reader. Aborting the signal ends the call; Ollama then keeps the pieces
 * it has and goes on from them when it is asked again.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { orAborted } from './deadline.ts'
import { isMarkup } from './error-body.ts'
import { createLineDecoder, type LineItem } from './line-decoder.ts'
import { callOllama } from './ollama-call.ts'
import type { CallDeps } from './open-call.ts'
import { patienceFor } from './patience.ts'
import type { ProviderError } from './provider-error.ts'
import { createPullReader, type PullEnding, type PullProgress, type PullReader } from './pull-reader.ts'
import { secretsOf, withoutSecrets } from './secrets.ts'
import { withinDeadline } from './within-deadline.ts'

/** Checking what has come takes minutes on a slow disk, and nothing is said meanwhile. Milliseconds. */
const longestSilence = 15 * 60_000

/** Rejects only when `signal` aborts, and for faults of ours. */
export const pullOllamaModel = (
  deps: CallDeps,
  model: string,
  progress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<Result<void, ProviderError>> =>
  withinDeadline(deps.clock, signal, async deadline => {
    const call = { path: '/api/pull', method: 'POST', body: { model, stream: true } } as const
    deadline.set(patienceFor(deps.access.provider).connect, 'connect-timeout')
    const opened = await orAborted(callOllama(deps, call, deadline.signal), deadline.signal)
    if (!opened.ok) return err(opened.error)
    const ending = await readPull(opened.response, progress, async work => {
      deadline.set(longestSilence, 'idle-timeout')
      return orAborted(work, deadline.signal)
    })
    return ending.type === 'done'
      ? ok(undefined)
      : err(withoutSecrets(ending.error, secretsOf(deps.access.credentials)))
  })

const readPull = async (
  response: Response,
  progress: (progress: PullProgress) => void,
  patiently: <T>(work: Promise<T>) => Promise<T>,
): Promise<PullEnding> => {
  const reader = createPullReader()
  const decoder = createLineDecoder()
  const bytes = response.body?.getReader()
  let beginning = ''
  try {
    for (;;) {
      const next = bytes ? await patiently(bytes.read()) : { done: true as const, value: undefined }
      const items = next.done ? decoder.end() : decoder.feed(next.value)
      beginning ||= textOf(items)
      const ending = readItems(reader, items)
      if (ending) return ending
      if (next.done) return failure(endedEarly(reader, beginning))
      // One for all lines of a piece: the newest is all that a person sees.
      if (items.length > 0) progress(reader.progress())
    }
  } finally {
    void bytes?.cancel().catch(() => undefined)
  }
}

const readItems = (reader: PullReader, items: readonly LineItem[]): PullEnding | undefined => {
  for (const item of items) {
    const ending = item.type === 'line' ? reader.read(item.text) : failure({ type: 'stream-too-large' })
    if (ending) return ending
  }
  return undefined
}

const failure = (error: ProviderError): PullEnding => ({ type: 'error', error })

const textOf = (items: readonly LineItem[]): string => (items[0]?.type === 'line' ? items[0].text : '')

/** The body is over and nobody said that the model is there. */
const endedEarly = (reader: PullReader, beginning: string): ProviderError => {
  if (reader.hasRead()) return { type: 'stream-cut' }
  if (beginning === '') return { type: 'answer-empty' }
  return isMarkup(beginning)
    ? { type: 'not-an-api' }
    : { type: 'stream-malformed', detail: beginning.slice(0, 200) }
}
