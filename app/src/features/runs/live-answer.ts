/**
 * An answer as it arrives, put together from live frames. Pure: a frame that does not follow the one before it
 * is not guessed at but reported as a gap, and the caller asks for the whole state.
 */

import { isKnownPart, type Part } from '@weft/shared/schema/part.ts'
import type { LiveDelta, LiveFrame } from './live-channel.ts'
import type { RunState } from './tables.ts'

export interface LiveAnswer {
  /** The newest frame in it; 0 before the first. */
  readonly frame: number
  readonly state: RunState
  readonly parts: readonly Part[]
  /** Nothing more will come: the message is written, or the run was given up. */
  readonly ended: boolean
}

export type LiveStep =
  | { readonly type: 'next'; readonly answer: LiveAnswer | undefined }
  /** `frame` does not follow. */
  | { readonly type: 'gap'; readonly frame: number }

/**
 * The answer after `frame`; the same object when the frame brings nothing new. `undefined` before the first
 * whole state: deltas alone do not say what they are appended to.
 */
export const applyFrame = (answer: LiveAnswer | undefined, frame: LiveFrame): LiveStep => {
  switch (frame.type) {
    case 'ask':
    case 'control':
      return { type: 'next', answer }
    case 'end':
      return { type: 'next', answer: answer && !answer.ended ? { ...answer, ended: true } : answer }
    case 'whole': {
      const { state, parts } = frame
      // A whole of the same frame still matters: the state may have moved without a part. After an end it is
      // another run under the same id, which counts its frames anew.
      const isNews =
        !answer ||
        answer.ended ||
        frame.frame > answer.frame ||
        (frame.frame === answer.frame && state !== answer.state)
      return { type: 'next', answer: isNews ? { frame: frame.frame, state, parts, ended: false } : answer }
    }
    case 'delta': {
      if (!answer || answer.ended) return { type: 'gap', frame: frame.frame }
      if (frame.frame <= answer.frame) return { type: 'next', answer }
      if (frame.frame !== answer.frame + 1) return { type: 'gap', frame: frame.frame }
      const parts = appendDeltas(answer.parts, frame.deltas)
      if (!parts) return { type: 'gap', frame: frame.frame }
      return { type: 'next', answer: { frame: frame.frame, state: 'streaming', parts, ended: false } }
    }
  }
}

/** Parts that no delta touches stay the same objects, so that their views need not draw again. */
const appendDeltas = (parts: readonly Part[], deltas: readonly LiveDelta[]): readonly Part[] | undefined => {
  const next = [...parts]
  for (const delta of deltas) {
    if (delta.index > next.length) return undefined
    const part = appendDelta(next[delta.index], delta)
    if (!part) return undefined
    next[delta.index] = part
  }
  return next
}

const appendDelta = (part: Part | undefined, { type, delta, tool }: LiveDelta): Part | undefined => {
  switch (type) {
    case 'text':
    case 'reasoning':
      if (!part) return { type, text: delta }
      return isKnownPart(part) && part.type === type ? { ...part, text: part.text + delta } : undefined
    case 'tool-call':
      if (!part) return tool && { type, callId: tool.callId, name: tool.name, input: delta }
      return isKnownPart(part) && part.type === type ? { ...part, input: part.input + delta } : undefined
  }
}
