/**
 * The parts of a turn in the order they are read: steps (reasoning, tool calls) gathered line under line, text
 * that was cut and continued joined again, results put with the calls they belong to. Pure.
 */

import { unreachable } from '@weft/shared/assert.ts'
import {
  type AttachmentPart,
  type ErrorPart,
  isKnownPart,
  type KnownPart,
  type Part,
  type ReasoningPart,
  type SourcePart,
  type ToolCallPart,
  type ToolResultPart,
} from '@weft/shared/schema/part.ts'
import type { MessageRow } from '../threads/tables.ts'

export type Step =
  | { readonly type: 'reasoning'; readonly key: string; readonly part: ReasoningPart }
  | {
      readonly type: 'tool'
      readonly key: string
      readonly call: ToolCallPart
      readonly result: ToolResultPart | undefined
    }

/** `key` stays the same while an answer grows, so that a view keeps what the person opened in it. */
export type Block =
  | { readonly type: 'steps'; readonly key: string; readonly steps: readonly Step[] }
  | { readonly type: 'text'; readonly key: string; readonly text: string }
  | { readonly type: 'attachments'; readonly key: string; readonly parts: readonly AttachmentPart[] }
  | { readonly type: 'sources'; readonly key: string; readonly parts: readonly SourcePart[] }
  | { readonly type: 'error'; readonly key: string; readonly part: ErrorPart }
  | { readonly type: 'unknown'; readonly key: string; readonly kind: string }
  | {
      readonly type: 'unreadable'
      readonly key: string
      readonly reason: NonNullable<MessageRow['unreadable']>
    }

type Piece = Pick<MessageRow, 'parts' | 'continues' | 'unreadable' | 'status'>

export const turnToBlocks = (messages: readonly Piece[]): readonly Block[] => {
  const results = new Map<string, ToolResultPart>()
  for (const part of messages.flatMap(message => message.parts)) {
    if (isResult(part)) results.set(part.callId, part)
  }
  const calls = new Set<string>()
  const blocks: Block[] = []
  for (const [place, message] of messages.entries()) {
    // It goes on, so what stopped it is over.
    while (message.continues && blocks.at(-1)?.type === 'error') blocks.pop()
    if (message.unreadable) blocks.push({ type: 'unreadable', key: `${place}`, reason: message.unreadable })
    for (const [index, part] of message.parts.entries()) {
      const key = `${place}.${index}`
      if (!isKnownPart(part)) blocks.push({ type: 'unknown', key, kind: part.type })
      else addPart(blocks, part, { key, results, calls, joins: message.continues && index === 0 })
    }
  }
  return blocks
}

const isResult = (part: Part): part is ToolResultPart => isKnownPart(part) && part.type === 'tool-result'

interface Place {
  readonly key: string
  readonly results: ReadonlyMap<string, ToolResultPart>
  readonly calls: Set<string>
  /** Goes on in the middle of a sentence where the message above was cut. */
  readonly joins: boolean
}

const addPart = (blocks: Block[], part: KnownPart, { key, results, calls, joins }: Place): void => {
  switch (part.type) {
    case 'text': {
      const above = blocks.at(-1)
      if (joins && above?.type === 'text')
        blocks[blocks.length - 1] = { ...above, text: above.text + part.text }
      else if (part.text !== '') blocks.push({ type: 'text', key, text: part.text })
      return
    }
    case 'reasoning':
      return addStep(blocks, { type: 'reasoning', key, part })
    case 'tool-call':
      calls.add(part.callId)
      return addStep(blocks, { type: 'tool', key, call: part, result: results.get(part.callId) })
    case 'tool-result':
      // Shown with its call; a result without one stands for itself.
      if (calls.has(part.callId)) return
      return addStep(blocks, {
        type: 'tool',
        key,
        call: { type: 'tool-call', callId: part.callId, name: part.name, input: '' },
        result: part,
      })
    case 'attachment': {
      const above = blocks.at(-1)
      if (above?.type === 'attachments') {
        blocks[blocks.length - 1] = { ...above, parts: [...above.parts, part] }
      } else blocks.push({ type: 'attachments', key, parts: [part] })
      return
    }
    case 'source': {
      const above = blocks.at(-1)
      if (above?.type === 'sources') {
        blocks[blocks.length - 1] = { ...above, parts: [...above.parts, part] }
      } else blocks.push({ type: 'sources', key, parts: [part] })
      return
    }
    case 'error':
      blocks.push({ type: 'error', key, part })
      return
    default:
      unreachable(part)
  }
}

const addStep = (blocks: Block[], step: Step): void => {
  const above = blocks.at(-1)
  if (above?.type === 'steps') blocks[blocks.length - 1] = { ...above, steps: [...above.steps, step] }
  else blocks.push({ type: 'steps', key: step.key, steps: [step] })
}

/** What *Copy* puts on the clipboard: the text of the turn as it was written, without steps and notices. */
export const turnToText = (messages: readonly Piece[]): string =>
  turnToBlocks(messages)
    .flatMap(block => (block.type === 'text' ? [block.text] : []))
    .join('\n\n')

/** The last fenced code block in a text, without its fences; `undefined` when there is none. */
export const lastCodeBlock = (text: string): string | undefined => {
  let last: string | undefined
  for (const match of text.matchAll(/^[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^[ \t]*\1[`~]*[ \t]*$/gm)) {
    last = match[2]
  }
  return last?.replace(/\n$/, '')
}
