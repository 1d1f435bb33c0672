/** Automatic titles: one short call to a cheap model after the first answer. The person's own title always wins. */

import type { Message } from '@weft/shared/schema/message.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import type { ModelRequest, StreamPart } from '../providers/language-model.ts'

/** Characters. */
const longestTitle = 80
/** With what is cleaned off it. */
const mostCollected = 2 * longestTitle
const excerptLength = 2_000

/** Models read English instructions best; the title itself is to be in the person's language. */
const titleInstructions =
  'Write a title of at most six words for this conversation, in the language of the person. Answer with the title alone: no quotes, no full stop, no explanation.'

/** What a title is made of: the first question and its answer. */
export const excerptOf = (line: readonly Message[]): string =>
  line
    .filter(message => message.role !== 'tool')
    .slice(0, 2)
    .map(
      message =>
        `${message.role === 'user' ? 'Person' : 'Assistant'}: ${partsToText(message.parts).slice(0, excerptLength)}`,
    )
    .join('\n\n')

export const titleRequest = (modelId: string, line: readonly Message[]): ModelRequest => ({
  modelId,
  instructions: titleInstructions,
  messages: [{ role: 'user', content: [{ type: 'text', text: excerptOf(line) }] }],
  parameters: { maxOutputTokens: 400, reasoningEffort: 'minimal' },
})

/** What a model answered, as a title; null when it is none. */
export const cleanTitle = (text: string): string | null => {
  const [line = ''] = text.trim().split('\n')
  const bare = line
    .replace(/^(title|#+)\s*:?\s*/i, '')
    .replace(/^["'“”«»*_`\s]+|["'“”«»*_`\s.]+$/g, '')
    .trim()
  return bare.length > 0 ? shorten(bare) : null
}

/** Between words where there are any, and never within a character. */
const shorten = (text: string): string => {
  const characters = Array.from(text)
  if (characters.length <= longestTitle) return text
  return `${characters
    .slice(0, longestTitle)
    .join('')
    .replace(/\s+\S*$/u, '')}…`
}

/**
 * What a model says for a title, or null when it failed. Only what can become of it is waited for: a small model talks on,
 * and on this device the next question waits until it has done.
 */
export const collectTitle = async (stream: AsyncIterable<StreamPart>): Promise<string | null> => {
  let text = ''
  for await (const part of stream) {
    if (part.type === 'error') return null
    if (part.type === 'text-delta') text += part.delta
    if (/\S.*\n/u.test(text) || text.trim().length > mostCollected) break
  }
  return text
}
