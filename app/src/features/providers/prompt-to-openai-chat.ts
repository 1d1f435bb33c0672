/** A prompt in the shape of Chat Completions. */

import type OpenAI from 'openai'
import { bytesToDataUrl } from './bytes-to-data-url.ts'
import type {
  AssistantPrompt,
  PromptMessage,
  PromptToolCall,
  ToolPrompt,
  UserPrompt,
} from './language-model.ts'
import { prepareFile } from './prepare-file.ts'
import { preparePrompt } from './prepare-prompt.ts'
import type { ChatQuirks } from './presets.ts'
import { type SignatureOwner, unwrapSignature } from './vendor-signature.ts'

type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam
type ChatPart = OpenAI.Chat.ChatCompletionContentPart

export interface ChatConversion {
  readonly quirks: ChatQuirks
  readonly owner: SignatureOwner
  /** False for a server that knows no such role: instructions then open the first user's message. */
  readonly hasInstructionsRole: boolean
}

export const promptToOpenAIChat = (
  instructions: string,
  messages: readonly PromptMessage[],
  conversion: ChatConversion,
): ChatMessage[] => {
  const turns = preparePrompt(messages).flatMap(message => turnToChat(message, conversion))
  if (instructions.trim() === '') return turns
  if (conversion.hasInstructionsRole)
    return [{ role: conversion.quirks.instructionsRole, content: instructions }, ...turns]
  const [first, ...rest] = turns
  return first?.role === 'user'
    ? [withOpening(first, instructions), ...rest]
    : [{ role: 'user', content: instructions }, ...turns]
}

const withOpening = (
  message: OpenAI.Chat.ChatCompletionUserMessageParam,
  instructions: string,
): ChatMessage => ({
  role: 'user',
  content:
    typeof message.content === 'string'
      ? `${instructions}\n\n${message.content}`
      : [{ type: 'text', text: instructions }, ...message.content],
})

const turnToChat = (message: PromptMessage, conversion: ChatConversion): ChatMessage[] => {
  switch (message.role) {
    case 'user':
      return [userToChat(message)]
    case 'assistant':
      return [assistantToChat(message, conversion)]
    case 'tool':
      return toolToChat(message, conversion)
  }
}

const userToChat = (message: UserPrompt): ChatMessage => {
  const parts = message.content.map(userPartToChat)
  // Servers older than 2024 take only a text here; it is what most messages are.
  if (parts.every(part => part.type === 'text'))
    return { role: 'user', content: parts.map(part => part.text).join('\n\n') }
  return { role: 'user', content: parts }
}

const userPartToChat = (part: UserPrompt['content'][number]): ChatPart => {
  if (part.type === 'text') return { type: 'text', text: part.text }
  if (part.type === 'image')
    return { type: 'image_url', image_url: { url: bytesToDataUrl(part.mediaType, part.bytes) } }
  const file = prepareFile(part)
  if (file.type === 'text') return file
  return {
    type: 'file',
    file: { filename: file.name, file_data: bytesToDataUrl(file.mediaType, file.bytes) },
  }
}

const assistantToChat = (message: AssistantPrompt, conversion: ChatConversion): ChatMessage => {
  const texts = message.content.filter(part => part.type === 'text').map(part => part.text)
  const calls = message.content.filter(part => part.type === 'tool-call')
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join('\n\n'),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(call => callToChat(call, conversion)) }),
    ...reasoningToChat(message, conversion),
  }
}

const callToChat = (
  call: PromptToolCall,
  { quirks, owner }: ChatConversion,
): OpenAI.Chat.ChatCompletionMessageToolCall => {
  const extra = unwrapSignature(call.signature, owner)
  return {
    id: callIdToChat(call.callId, quirks),
    type: 'function',
    function: { name: call.name, arguments: call.input.trim() === '' ? '{}' : call.input },
    ...(extra === undefined ? {} : { extra_content: extra }),
  }
}

/** The reasoning that led to a tool call, in the field of the server that asks for it. */
const reasoningToChat = (message: AssistantPrompt, { quirks, owner }: ChatConversion): object => {
  const field = quirks.returnsReasoning
  if (field === undefined) return {}
  const reasoning = message.content.filter(part => part.type === 'reasoning')
  if (field === 'reasoning_content') {
    const own = reasoning.filter(part => unwrapSignature(part.signature, owner) !== undefined)
    return own.length === 0 ? {} : { reasoning_content: own.map(part => part.text).join('') }
  }
  const details = reasoning
    .map(part => unwrapSignature(part.signature, owner))
    .filter(Array.isArray)
    .flat()
  return details.length === 0 ? {} : { reasoning_details: details }
}

const toolToChat = (message: ToolPrompt, { quirks }: ChatConversion): ChatMessage[] =>
  message.content.map(result => ({
    role: 'tool',
    tool_call_id: callIdToChat(result.callId, quirks),
    content: result.output,
  }))

const callIdToChat = (callId: string, { toolCallIds }: ChatQuirks): string =>
  toolCallIds === 'any' || /^[A-Za-z0-9]{9}$/.test(callId) ? callId : nineLetters(callId)

/** The same nine letters for the same id: the call and its result must go on naming each other. FNV-1a, twice. */
const nineLetters = (callId: string): string => {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let index = 0; index < callId.length; index++) {
    low = Math.imul(low ^ callId.charCodeAt(index), 0x01000193) >>> 0
    high = Math.imul(high ^ callId.charCodeAt(callId.length - 1 - index), 0x01000193) >>> 0
  }
  return `${low.toString(36)}${high.toString(36)}`.padStart(9, '0').slice(-9)
}
