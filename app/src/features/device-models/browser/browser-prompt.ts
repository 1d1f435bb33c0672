/**
 * A request in the words of the Prompt API: a system prompt, then people and models in turns, with texts and pictures.
 * And the question that saves the most: of a prompt, what has a session not seen yet?
 */

import type { ModelRequest, PromptImage, PromptMessage, PromptText } from '../../providers/language-model.ts'
import { prepareFile } from '../../providers/prepare-file.ts'
import { preparePrompt } from '../../providers/prepare-prompt.ts'
import type { PromptContent, PromptMessage as ApiMessage } from './prompt-api.ts'

export interface BrowserTurn {
  readonly role: 'user' | 'assistant'
  readonly content: readonly (PromptText | PromptImage)[]
}

export interface BrowserPrompt {
  readonly instructions: string
  readonly turns: readonly BrowserTurn[]
}

/** A model is told that there was something, so that it does not answer as if there had been nothing. */
const unseen = '[A picture that this model cannot see.]'
const unread = '[A file that this model cannot read.]'

const textOf = (text: string): PromptText => ({ type: 'text', text })

export const toBrowserPrompt = (
  { instructions, messages }: ModelRequest,
  seesPictures: boolean,
): BrowserPrompt => ({
  instructions: instructions.trim(),
  turns: preparePrompt(messages)
    .map(message => toTurn(message, seesPictures))
    .filter(({ content }) => content.length > 0),
})

const toTurn = (message: PromptMessage, seesPictures: boolean): BrowserTurn => {
  switch (message.role) {
    case 'user':
      return {
        role: 'user',
        content: message.content.map(part => {
          if (part.type === 'text') return part
          if (part.type === 'image') return seesPictures ? part : textOf(unseen)
          const file = prepareFile(part)
          return file.type === 'text' ? file : textOf(unread)
        }),
      }
    case 'assistant':
      return { role: 'assistant', content: message.content.filter(part => part.type === 'text') }
    // The API runs tools by itself or not at all; results of another model's calls are told like anything else.
    case 'tool':
      return {
        role: 'user',
        content: message.content.map(({ name, output }) => textOf(`[${name}] ${output}`)),
      }
  }
}

/**
 * What comes after what a session has seen, undefined when it has seen anything else. Nothing new is nothing to ask:
 * the same question again is for a session that does not know the answer yet.
 */
export const turnsAfter = (
  seen: BrowserPrompt,
  prompt: BrowserPrompt,
): readonly BrowserTurn[] | undefined => {
  if (seen.instructions !== prompt.instructions || seen.turns.length >= prompt.turns.length) return undefined
  return seen.turns.every((turn, index) => isSame(turn, prompt.turns[index]))
    ? prompt.turns.slice(seen.turns.length)
    : undefined
}

const isSame = (one: BrowserTurn, other: BrowserTurn | undefined): boolean => {
  if (other?.role !== one.role) return false
  const [first, second] = [joinTexts(one.content), joinTexts(other.content)]
  return (
    first.length === second.length &&
    first.every((part, index) => {
      const counterpart = second[index]
      // A model ends with a space or begins with one, and a message does not.
      if (part.type === 'text')
        return counterpart?.type === 'text' && part.text.trim() === counterpart.text.trim()
      return counterpart?.type === 'image' && hasSameBytes(part.bytes, counterpart.bytes)
    })
  )
}

const hasSameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

/** The API puts neighbouring texts together without anything between them. */
const joinTexts = (content: BrowserTurn['content']): BrowserTurn['content'] => {
  const joined: (PromptText | PromptImage)[] = []
  for (const part of content) {
    const last = joined.at(-1)
    if (part.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = textOf(`${last.text}\n\n${part.text}`)
    else joined.push(part)
  }
  return joined
}

/** The system prompt may stand nowhere but first, and only in what a session begins with. */
export const toInitialPrompts = (
  instructions: string,
  turns: readonly BrowserTurn[],
): readonly ApiMessage[] => [
  ...(instructions === '' ? [] : [{ role: 'system', content: instructions } as const]),
  ...toApiMessages(turns),
]

export const toApiMessages = (turns: readonly BrowserTurn[]): readonly ApiMessage[] =>
  turns.map(({ role, content }) => ({ role, content: joinTexts(content).map(toApiContent) }))

const toApiContent = (part: PromptText | PromptImage): PromptContent =>
  part.type === 'text'
    ? { type: 'text', value: part.text }
    : { type: 'image', value: new Blob([new Uint8Array(part.bytes)], { type: part.mediaType }) }
