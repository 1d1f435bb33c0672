/** Errors inside a stream that had begun with 200: the status has been sent, so each vendor has its own way. */
import type { Fault } from './faults.ts'
import type { EventFrame, Frame } from './reply.ts'
import { wireSeconds } from './reply.ts'

/** After so many deltas the vendor says that it failed, and ends the body. */
export const failAfter =
  (deltas: number, failure: readonly EventFrame[]): Fault =>
  reply => {
    const frames = [...reply.frames]
    let seen = 0
    const kept: Frame[] = []
    for (const frame of frames) {
      const isDelta = frame.tag === 'event' && frame.phase === 'delta'
      if (isDelta && seen++ === deltas) break
      if (frame.tag === 'event' && frame.phase === 'end') break
      kept.push(frame)
    }
    return { ...reply, frames: [...kept, ...failure] }
  }

const event = (data: unknown, name?: string): EventFrame => ({
  tag: 'event',
  data: JSON.stringify(data),
  phase: 'end',
  ...(name === undefined ? {} : { event: name }),
})

export const streamErrors = {
  /** Chat Completions: an `error` object instead of `choices`. */
  openai: [
    event({
      error: {
        message: 'The server had an error while processing your request. Sorry about that!',
        type: 'server_error',
        param: null,
        code: null,
      },
    }),
  ],
  /** OpenRouter: a chunk with both an error and a choice that ends in `error`. */
  openrouter: [
    event({
      id: 'gen-1795219200-error',
      object: 'chat.completion.chunk',
      created: wireSeconds,
      model: 'deepseek/deepseek-r1',
      provider: 'DeepInfra',
      error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  ],
  /** Responses: an `error` event, here without the `response.failed` that mostly follows. */
  responses: [
    event(
      {
        type: 'error',
        sequence_number: 99,
        error: { type: 'server_error', code: 'server_error', message: 'An error occurred.', param: null },
      },
      'error',
    ),
  ],
  anthropic: [
    event(
      { type: 'error', error: { details: null, type: 'overloaded_error', message: 'Overloaded' } },
      'error',
    ),
  ],
  /** llama.cpp writes the word `error` where others write `data`. */
  llamacpp: [
    {
      tag: 'event',
      event: 'error',
      data: '{"code":500,"message":"context shift is disabled","type":"server_error"}',
      phase: 'end',
    },
  ],
} satisfies Record<string, readonly EventFrame[]>
