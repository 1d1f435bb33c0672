/**
 * The events of a Messages stream as parts. Blocks have numbers; each starts, grows by deltas and stops. The
 * stop reason comes in `message_delta`, `message_stop` closes. Blocks of the vendor's own tools are passed over.
 */

import * as z from 'zod/mini'
import { type AnswerReader, type Ending, finishAnswer, malformed } from './answer-reader.ts'
import { AnthropicEvent, type AnthropicBlock, type AnthropicDelta } from './anthropic-schema.ts'
import {
  addAnthropicUsage,
  type AnthropicCounts,
  anthropicCountsToUsage,
  noCounts,
} from './anthropic-usage.ts'
import type { FinishReason } from './language-model.ts'
import { mapAnthropicStopReason } from './map-anthropic-stop-reason.ts'
import { parseJson } from './parse-json.ts'
import type { PartWriter } from './part-writer.ts'
import type { SealedThinking } from './prompt-to-anthropic.ts'
import { namedErrorToEnding, readStreamError } from './stream-error.ts'
import { type SignatureOwner, wrapSignature } from './vendor-signature.ts'

export interface AnthropicReaderDeps {
  readonly writer: PartWriter
  readonly owner: SignatureOwner
}

interface OpenBlock {
  readonly type: 'text' | 'thinking' | 'redacted' | 'tool' | 'other'
  /** The signature so far, or the data of a redacted block. */
  sealed: string
}

export const createAnthropicReader = ({ writer, owner }: AnthropicReaderDeps): AnswerReader => {
  const blocks = new Map<string, OpenBlock>()
  let counts: AnthropicCounts = noCounts
  let reason: FinishReason | undefined
  let explanation: string | undefined

  const start = (key: string, block: AnthropicBlock): void => {
    switch (block.type) {
      case 'text':
        blocks.set(key, { type: 'text', sealed: '' })
        return writer.text(key, block.text ?? '')
      case 'thinking':
        blocks.set(key, { type: 'thinking', sealed: block.signature ?? '' })
        return writer.reasoning(key, block.thinking ?? '')
      case 'redacted_thinking':
        blocks.set(key, { type: 'redacted', sealed: block.data ?? '' })
        return
      case 'tool_use':
        blocks.set(key, { type: 'tool', sealed: '' })
        writer.toolInput(key, block.id ?? key, block.name ?? '')
        return writer.toolInputDelta(key, wholeInput(block.input))
      default:
        blocks.set(key, { type: 'other', sealed: '' })
    }
  }

  /** Imitators leave out the start of a block; what kind it is, its first delta tells. */
  const blockFor = (key: string, delta: AnthropicDelta): OpenBlock | undefined => {
    if (!blocks.has(key) && delta.type === 'text_delta') start(key, { type: 'text' })
    if (!blocks.has(key) && delta.type === 'thinking_delta') start(key, { type: 'thinking' })
    return blocks.get(key)
  }

  const grow = (key: string, delta: AnthropicDelta): void => {
    const block = blockFor(key, delta)
    if (!block || block.type === 'other') return
    switch (delta.type) {
      case 'text_delta':
        return writer.text(key, delta.text ?? '')
      case 'thinking_delta':
        return writer.reasoning(key, delta.thinking ?? '')
      case 'signature_delta':
        block.sealed += delta.signature ?? ''
        return
      case 'input_json_delta':
        return writer.toolInputDelta(key, delta.partial_json ?? '')
      default:
        return
    }
  }

  const stop = (key: string): void => {
    const block = blocks.get(key)
    blocks.delete(key)
    switch (block?.type) {
      case 'text':
        return writer.endText(key)
      case 'thinking':
        return writer.endReasoning(key, block.sealed === '' ? undefined : seal({ signature: block.sealed }))
      case 'redacted':
        return writer.endReasoning(key, seal({ redacted: block.sealed }))
      case 'tool':
        return writer.endToolInput(key)
      default:
        return
    }
  }

  const seal = (sealed: z.infer<typeof SealedThinking>): string => wrapSignature(owner, sealed)

  const finish = (): Ending => {
    for (const key of blocks.keys()) stop(key)
    return finishAnswer(writer, reason ?? 'unknown', anthropicCountsToUsage(counts), explanation)
  }

  const readEvent = (event: AnthropicEvent): Ending | undefined => {
    const key = `block-${event.index ?? 0}`
    switch (event.type) {
      case 'message_start':
        counts = addAnthropicUsage(counts, event.message?.usage)
        return undefined
      case 'content_block_start':
        if (event.content_block && !blocks.has(key)) start(key, event.content_block)
        return undefined
      case 'content_block_delta':
        if (event.delta) grow(key, event.delta)
        return undefined
      case 'content_block_stop':
        stop(key)
        return undefined
      case 'message_delta':
        counts = addAnthropicUsage(counts, event.usage)
        if (event.delta?.stop_reason) reason = mapAnthropicStopReason(event.delta.stop_reason)
        explanation = event.delta?.stop_details?.explanation ?? explanation
        return undefined
      case 'message_stop':
        return finish()
      default:
        return undefined
    }
  }

  return {
    read: event => {
      if (event.data.trim() === '' || event.data.trim() === '[DONE]') return undefined
      const value = parseJson(event.data)
      const parsed = z.safeParse(AnthropicEvent, value)
      if (!parsed.success) return event.name === 'error' ? namedErrorToEnding(event) : malformed(event.data)
      if (event.name === 'error' || parsed.data.type === 'error' || parsed.data.type === undefined)
        return readStreamError(value) ?? (event.name === 'error' ? namedErrorToEnding(event) : undefined)
      return readEvent(parsed.data)
    },
    end: () => (reason === undefined ? undefined : finish()),
  }
}

/** Input that came whole with the start of the block; the vendor itself sends an empty object there, and deltas. */
const wholeInput = (input: unknown): string => {
  if (typeof input === 'string') return input
  return typeof input === 'object' && input !== null && Object.keys(input).length > 0
    ? JSON.stringify(input)
    : ''
}
