/**
 * One answer as it grows: (answer, stream part) → answer and what a page must append. Pure; time comes in with
 * each part.
 */

import type { Usage } from '@weft/shared/schema/message.ts'
import type { Part, ReasoningPart, TextPart, ToolCallPart } from '@weft/shared/schema/part.ts'
import type { FinishReason, StreamPart } from '../providers/language-model.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import type { LiveDelta } from './live-channel.ts'

type GrowingPart = TextPart | ReasoningPart | ToolCallPart

interface OpenPart {
  readonly index: number
  readonly startedAt: number
}

export type AnswerEnd =
  | { readonly type: 'finished'; readonly reason: FinishReason; readonly usage: Usage }
  | { readonly type: 'failed'; readonly error: ProviderError }

export interface Answer {
  readonly parts: readonly GrowingPart[]
  /** Parts not yet ended, by the id the stream gave them. */
  readonly open: ReadonlyMap<string, OpenPart>
  readonly firstPartAt: number | null
  readonly end: AnswerEnd | null
}

export const emptyAnswer: Answer = { parts: [], open: new Map(), firstPartAt: null, end: null }

export interface AnswerStep {
  readonly answer: Answer
  readonly deltas: readonly LiveDelta[]
}

const begin = (answer: Answer, id: string, part: GrowingPart, now: number): AnswerStep => {
  const index = answer.parts.length
  const delta: LiveDelta = {
    index,
    type: part.type,
    delta: '',
    ...(part.type === 'tool-call' ? { tool: { callId: part.callId, name: part.name } } : {}),
  }
  return {
    answer: {
      ...answer,
      parts: [...answer.parts, part],
      open: new Map(answer.open).set(id, { index, startedAt: now }),
      firstPartAt: answer.firstPartAt ?? now,
    },
    deltas: [delta],
  }
}

const grow = (part: GrowingPart, delta: string): GrowingPart =>
  part.type === 'tool-call' ? { ...part, input: part.input + delta } : { ...part, text: part.text + delta }

/** A delta for an id that was never started belongs to nothing and is left out; no dialect of ours sends one. */
const append = (answer: Answer, id: string, delta: string): AnswerStep => {
  const index = answer.open.get(id)?.index
  const part = index === undefined ? undefined : answer.parts[index]
  if (index === undefined || !part) return { answer, deltas: [] }
  const parts = answer.parts.with(index, grow(part, delta))
  return { answer: { ...answer, parts }, deltas: [{ index, type: part.type, delta }] }
}

const endReasoning = (
  answer: Answer,
  part: StreamPart & { type: 'reasoning-end' },
  now: number,
): AnswerStep => {
  const open = answer.open.get(part.id)
  const reasoning = open ? answer.parts[open.index] : undefined
  if (!open || reasoning?.type !== 'reasoning') return { answer, deltas: [] }
  const ended: ReasoningPart = {
    ...reasoning,
    duration: now - open.startedAt,
    ...(part.signature === undefined ? {} : { signature: part.signature }),
    ...(part.redacted === undefined ? {} : { redacted: part.redacted }),
  }
  return { answer: close({ ...answer, parts: answer.parts.with(open.index, ended) }, part.id), deltas: [] }
}

const close = (answer: Answer, id: string): Answer => {
  const open = new Map(answer.open)
  open.delete(id)
  return { ...answer, open }
}

export const stepAnswer = (answer: Answer, part: StreamPart, now: number): AnswerStep => {
  switch (part.type) {
    case 'text-start':
      return begin(answer, part.id, { type: 'text', text: '' }, now)
    case 'reasoning-start':
      return begin(answer, part.id, { type: 'reasoning', text: '' }, now)
    case 'tool-input-start':
      return begin(answer, part.id, { type: 'tool-call', callId: part.id, name: part.name, input: '' }, now)
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta':
      return append(answer, part.id, part.delta)
    case 'reasoning-end':
      return endReasoning(answer, part, now)
    case 'text-end':
    case 'tool-input-end':
      return { answer: close(answer, part.id), deltas: [] }
    case 'finish':
      return {
        answer: { ...answer, end: { type: 'finished', reason: part.reason, usage: part.usage } },
        deltas: [],
      }
    case 'error':
      return { answer: { ...answer, end: { type: 'failed', error: part.error } }, deltas: [] }
  }
}

const hasContent = (part: GrowingPart): boolean =>
  part.type === 'tool-call' ||
  part.text.length > 0 ||
  (part.type === 'reasoning' && part.signature !== undefined)

/** What is worth keeping of an answer: parts with something in them. */
export const keptParts = (answer: Answer): readonly Part[] => answer.parts.filter(hasContent)
