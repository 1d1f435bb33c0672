/** A prompt in the shape of Anthropic's Messages, with the places marked up to which it may be cached. */

import type Anthropic from '@anthropic-ai/sdk'
import { bytesToBase64 } from '@weft/shared/base64.ts'
import * as z from 'zod/mini'
import type { AssistantPrompt, PromptMessage, ToolPrompt, UserPrompt } from './language-model.ts'
import { parseJson } from './parse-json.ts'
import { prepareFile } from './prepare-file.ts'
import { preparePrompt } from './prepare-prompt.ts'
import { type SignatureOwner, unwrapSignature } from './vendor-signature.ts'

/** What a thinking block is known by when it comes back: its signature, or the sealed whole of a redacted one. */
export const SealedThinking = z.union([
  z.object({ signature: z.string() }),
  z.object({ redacted: z.string() }),
])

export interface AnthropicPrompt {
  readonly system?: Anthropic.TextBlockParam[]
  readonly messages: Anthropic.MessageParam[]
}

/**
 * Four breakpoints are allowed. One stands behind the instructions, two behind the last two turns of the user:
 * the next request finds the older of them in the cache even when it replaces the newest turn.
 */
export const promptToAnthropic = (
  instructions: string,
  messages: readonly PromptMessage[],
  owner: SignatureOwner,
): AnthropicPrompt => {
  const turns = mergeUserTurns(preparePrompt(messages).map(message => turnToMessage(message, owner)))
  const userTurns = turns.flatMap((turn, index) => (turn.role === 'user' ? [index] : []))
  const cached = new Set(userTurns.slice(-2))
  return {
    ...(instructions.trim() === '' ? {} : { system: [{ type: 'text', text: instructions, ...breakpoint }] }),
    messages: turns.map((turn, index) => (cached.has(index) ? withBreakpoint(turn) : turn)),
  }
}

interface Turn {
  readonly role: 'user' | 'assistant'
  readonly content: Anthropic.ContentBlockParam[]
}

const breakpoint = { cache_control: { type: 'ephemeral' } } as const

const withBreakpoint = (turn: Turn): Turn => {
  const last = turn.content.at(-1)
  if (!last || last.type === 'thinking' || last.type === 'redacted_thinking') return turn
  return { ...turn, content: [...turn.content.slice(0, -1), { ...last, ...breakpoint }] }
}

/** Results of tools are the user's here, and must open the turn that follows the calls. */
const mergeUserTurns = (turns: readonly Turn[]): Turn[] => {
  const merged: Turn[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    if (last && last.role === turn.role)
      merged[merged.length - 1] = { role: turn.role, content: [...last.content, ...turn.content] }
    else merged.push(turn)
  }
  return merged
}

const turnToMessage = (message: PromptMessage, owner: SignatureOwner): Turn => {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.content.map(userPartToBlock) }
    case 'assistant':
      return { role: 'assistant', content: assistantToBlocks(message, owner) }
    case 'tool':
      return { role: 'user', content: toolToBlocks(message) }
  }
}

const ImageType = z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

const userPartToBlock = (part: UserPrompt['content'][number]): Anthropic.ContentBlockParam => {
  if (part.type === 'text') return { type: 'text', text: part.text }
  if (part.type === 'image') {
    const mediaType = z.safeParse(ImageType, part.mediaType)
    if (!mediaType.success)
      return {
        type: 'text',
        text: `[An image (${part.mediaType}) was attached; this model cannot be given it.]`,
      }
    return {
      type: 'image',
      source: { type: 'base64', media_type: mediaType.data, data: bytesToBase64(part.bytes) },
    }
  }
  const file = prepareFile(part)
  if (file.type === 'text') return file
  return {
    type: 'document',
    title: file.name,
    source: { type: 'base64', media_type: 'application/pdf', data: bytesToBase64(file.bytes) },
  }
}

const assistantToBlocks = (message: AssistantPrompt, owner: SignatureOwner): Anthropic.ContentBlockParam[] =>
  message.content.flatMap((part): Anthropic.ContentBlockParam[] => {
    switch (part.type) {
      case 'text':
        return [{ type: 'text', text: part.text }]
      case 'tool-call':
        return [
          {
            type: 'tool_use',
            id: callIdToAnthropic(part.callId),
            name: part.name,
            input: inputToObject(part.input),
          },
        ]
      case 'reasoning': {
        const sealed = z.safeParse(SealedThinking, unwrapSignature(part.signature, owner))
        if (!sealed.success) return []
        if ('redacted' in sealed.data) return [{ type: 'redacted_thinking', data: sealed.data.redacted }]
        return [{ type: 'thinking', thinking: part.text, signature: sealed.data.signature }]
      }
    }
  })

const toolToBlocks = (message: ToolPrompt): Anthropic.ContentBlockParam[] =>
  message.content.map(result => ({
    type: 'tool_result',
    tool_use_id: callIdToAnthropic(result.callId),
    content: result.output,
    ...(result.failed ? { is_error: true } : {}),
  }))

/** Ids of other vendors have dots and colons; here they may not. */
const callIdToAnthropic = (callId: string): string => callId.replace(/[^a-zA-Z0-9_-]/g, '_')

/** The input as an object, which is all that is allowed here. What a model wrote wrongly is handed back as it is. */
const inputToObject = (input: string): Readonly<Record<string, unknown>> => {
  const parsed = z.safeParse(z.record(z.string(), z.unknown()), parseJson(input))
  if (parsed.success) return parsed.data
  return input.trim() === '' ? {} : { unreadable: input }
}
