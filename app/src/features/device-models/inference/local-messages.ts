/** A prompt as models on this device take it: Chat Completions, with words in the place of what they cannot read. */

import type OpenAI from 'openai'
import type { ModelRequest } from '../../providers/language-model.ts'
import { plainChat } from '../../providers/presets.ts'
import { promptToOpenAIChat } from '../../providers/prompt-to-openai-chat.ts'

type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam
type UserPart = Exclude<OpenAI.Chat.ChatCompletionUserMessageParam['content'], string>[number]

/** A model is told that there was something, so that it does not answer as if there had been nothing. */
const unreadable = {
  image_url: '[A picture that this model cannot see.]',
  other: '[A file that this model cannot read.]',
}

export const localMessages = (
  { instructions, messages, modelId }: ModelRequest,
  seesPictures: boolean,
): readonly ChatMessage[] =>
  promptToOpenAIChat(instructions, messages, {
    quirks: plainChat,
    owner: { by: 'this-device', model: modelId },
    hasInstructionsRole: true,
  }).map(message => (message.role === 'user' ? readable(message, seesPictures) : message))

const readable = (
  message: OpenAI.Chat.ChatCompletionUserMessageParam,
  seesPictures: boolean,
): ChatMessage => {
  if (typeof message.content === 'string') return message
  const parts = message.content.map((part): UserPart => {
    if (part.type === 'text' || (part.type === 'image_url' && seesPictures)) return part
    return { type: 'text', text: part.type === 'image_url' ? unreadable.image_url : unreadable.other }
  })
  const text = parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n\n')
  const pictures = parts.filter(part => part.type !== 'text')
  if (pictures.length === 0) return { ...message, content: text }
  // WebLLM takes one text in a message.
  return { ...message, content: [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...pictures] }
}
