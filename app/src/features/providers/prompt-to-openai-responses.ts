/** A prompt in the shape of OpenAI's Responses. */

import type OpenAI from 'openai'
import * as z from 'zod/mini'
import { bytesToDataUrl } from './bytes-to-data-url.ts'
import type { AssistantPrompt, PromptMessage, ToolPrompt, UserPrompt } from './language-model.ts'
import { prepareFile } from './prepare-file.ts'
import { preparePrompt } from './prepare-prompt.ts'
import { type SignatureOwner, unwrapSignature } from './vendor-signature.ts'

type InputItem = OpenAI.Responses.ResponseInputItem
type InputContent = OpenAI.Responses.ResponseInputContent

/** A reasoning item as the stream gave it: what identifies it and what only the vendor can read. */
export const SealedReasoning = z.object({ id: z.string(), encrypted: z.string() })

export const promptToOpenAIResponses = (
  messages: readonly PromptMessage[],
  owner: SignatureOwner,
): InputItem[] => preparePrompt(messages).flatMap(message => turnToItems(message, owner))

const turnToItems = (message: PromptMessage, owner: SignatureOwner): InputItem[] => {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.content.map(userPartToContent) }]
    case 'assistant':
      return assistantToItems(message, owner)
    case 'tool':
      return toolToItems(message)
  }
}

const userPartToContent = (part: UserPrompt['content'][number]): InputContent => {
  if (part.type === 'text') return { type: 'input_text', text: part.text }
  if (part.type === 'image')
    return { type: 'input_image', detail: 'auto', image_url: bytesToDataUrl(part.mediaType, part.bytes) }
  const file = prepareFile(part)
  if (file.type === 'text') return { type: 'input_text', text: file.text }
  return { type: 'input_file', filename: file.name, file_data: bytesToDataUrl(file.mediaType, file.bytes) }
}

/** In the order it was written: the vendor checks that a reasoning item is followed by what it led to. */
const assistantToItems = (message: AssistantPrompt, owner: SignatureOwner): InputItem[] =>
  message.content.flatMap((part): InputItem[] => {
    switch (part.type) {
      case 'text':
        return [{ role: 'assistant', content: part.text }]
      case 'tool-call':
        return [
          {
            type: 'function_call',
            call_id: part.callId,
            name: part.name,
            arguments: part.input.trim() === '' ? '{}' : part.input,
          },
        ]
      case 'reasoning': {
        const sealed = z.safeParse(SealedReasoning, unwrapSignature(part.signature, owner))
        if (!sealed.success) return []
        const summary = part.text === '' ? [] : [{ type: 'summary_text' as const, text: part.text }]
        return [{ type: 'reasoning', id: sealed.data.id, summary, encrypted_content: sealed.data.encrypted }]
      }
    }
  })

const toolToItems = (message: ToolPrompt): InputItem[] =>
  message.content.map(result => ({
    type: 'function_call_output',
    call_id: result.callId,
    output: result.output,
  }))
