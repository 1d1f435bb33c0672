/** A language model that plays what a test has written, on a test's clock, and remembers what it was asked. */

import { type Clock, sleep } from '@weft/shared/env.ts'
import type { LanguageModel, ModelRequest, StreamPart } from './language-model.ts'

export type ScriptStep =
  | StreamPart
  /** Milliseconds of the clock before the next step. */
  | { readonly type: 'wait'; readonly milliseconds: number }
  /** Says nothing more until it is stopped. */
  | { readonly type: 'stall' }

export interface ScriptedModel extends LanguageModel {
  readonly requests: readonly ModelRequest[]
  /** Calls that have neither ended nor been stopped. */
  readonly open: () => number
}

/** Plays the scripts in turn, one for each call; the last one again for every call after it. */
export const createScriptedModel = (
  clock: Clock,
  ...scripts: readonly (readonly ScriptStep[])[]
): ScriptedModel => {
  const requests: ModelRequest[] = []
  let open = 0

  async function* play(script: readonly ScriptStep[], signal: AbortSignal): AsyncGenerator<StreamPart> {
    open += 1
    try {
      for (const step of script) {
        if (step.type === 'wait') await sleep(clock, step.milliseconds, signal)
        else if (step.type === 'stall') await aborted(signal)
        if (signal.aborted) return
        if (step.type !== 'wait' && step.type !== 'stall') yield step
      }
    } finally {
      open -= 1
    }
  }

  return {
    stream: (request, signal) => {
      const script = scripts[Math.min(requests.length, scripts.length - 1)] ?? []
      requests.push(request)
      return play(script, signal)
    },
    requests,
    open: () => open,
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The parts of an answer that is only text, given in these pieces. */
export const scriptText = (...pieces: readonly string[]): readonly StreamPart[] => [
  { type: 'text-start', id: 'text-0' },
  ...pieces.map((delta): StreamPart => ({ type: 'text-delta', id: 'text-0', delta })),
  { type: 'text-end', id: 'text-0' },
  { type: 'finish', reason: 'complete', usage: { inputTokens: 10, outputTokens: pieces.length } },
]
