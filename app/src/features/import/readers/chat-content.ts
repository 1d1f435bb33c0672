/** What a message says in the notation that most programs took from OpenAI: a text, or a list of typed parts. */

import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { asText, fieldsOf, firstText, own, textOf } from '../fields.ts'
import { fileOfAddress } from './data-url.ts'
import { fenced } from './markdown.ts'

export interface ChatContent {
  readonly parts: readonly ImportedPart[]
  /** Kinds of parts that nobody knows here; they are among the parts as text. */
  readonly unknown: readonly string[]
}

export const readChatContent = (content: unknown): ChatContent => {
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  const list = Array.isArray(content) ? content : content === undefined || content === null ? [] : [content]
  for (const each of list) {
    const part = readPart(each)
    if (part) {
      if (part.type !== 'text' || part.text !== '') parts.push(part)
      continue
    }
    unknown.push(textOf(fieldsOf(each)?.['type']) ?? typeof each)
    parts.push(unknownPart(each))
  }
  return { parts, unknown }
}

export const unknownPart = (value: unknown): ImportedPart => {
  const text = firstText(fieldsOf(value) ?? {}, 'text', 'content')
  return { type: 'text', text: text ?? fenced(asText(value, 2), 'json') }
}

const readPart = (value: unknown): ImportedPart | undefined => {
  if (typeof value === 'string') return { type: 'text', text: value }
  const part = fieldsOf(value)
  if (!part) return undefined
  switch (part['type']) {
    case 'text':
    case 'input_text':
    case 'output_text': {
      const text = typeof part['text'] === 'string' ? part['text'] : textOf(fieldsOf(part['text'])?.['value'])
      return text === undefined ? undefined : { type: 'text', text }
    }
    case 'reasoning':
    case 'thinking': {
      const text = firstText(part, 'text', 'thinking', 'reasoning')
      return text === undefined ? undefined : { type: 'reasoning', text }
    }
    case 'image_url':
    case 'image':
    case 'file': {
      const address =
        textOf(fieldsOf(part['image_url'])?.['url']) ?? firstText(part, 'image_url', 'url', 'data')
      const name = firstText(part, 'filename', 'name')
      return address === undefined
        ? { type: 'file', name: name ?? 'file', content: { type: 'missing' } }
        : fileOfAddress(address, name)
    }
    case undefined: {
      const text = textOf(own(part, 'text'))
      return text === undefined ? undefined : { type: 'text', text }
    }
    default:
      return undefined
  }
}

export interface ToolUse {
  readonly callId: string
  readonly name: string
  readonly input: unknown
  /** Absent: nothing came back. */
  readonly output?: unknown
  readonly failed?: boolean
}

/** A call and what it gave, as a program keeps them in one; `splitSteps` takes them apart into messages. */
export const toolParts = ({
  callId,
  name,
  input,
  output,
  failed = false,
}: ToolUse): readonly ImportedPart[] => [
  { type: 'tool-call', callId, name, input: asText(input) },
  ...(output === undefined || output === null
    ? []
    : [{ type: 'tool-result', callId, name, output: asText(output), failed } as const]),
]
