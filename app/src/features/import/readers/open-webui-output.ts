/** The `output` of an answer in Open WebUI: items in the notation of OpenAI's Responses. */

import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { asText, fieldsOf, type Fields, listOf, numberOf, textOf } from '../fields.ts'
import { type ChatContent, readChatContent, unknownPart } from './chat-content.ts'

export const readOutput = (items: readonly unknown[], id: string): ChatContent => {
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  const names = new Map<string, string>()
  for (const [index, each] of items.entries()) {
    const item = fieldsOf(each)
    if (!item) continue
    const callId = textOf(item['call_id']) ?? textOf(item['id']) ?? `${id}.${index}`
    switch (item['type']) {
      case 'message': {
        const said = readChatContent(item['content'])
        parts.push(...said.parts)
        unknown.push(...said.unknown)
        break
      }
      case 'reasoning': {
        const text = reasoningText(item)
        const seconds = numberOf(item['duration'])
        if (text !== '')
          parts.push({
            type: 'reasoning',
            text,
            ...(seconds === undefined ? {} : { duration: Math.round(seconds * 1000) }),
          })
        break
      }
      case 'function_call': {
        const name = textOf(item['name']) ?? 'tool'
        names.set(callId, name)
        parts.push({ type: 'tool-call', callId, name, input: asText(item['arguments']) })
        break
      }
      case 'function_call_output':
        parts.push({
          type: 'tool-result',
          callId,
          name: names.get(callId) ?? 'tool',
          output: outputText(item['output']),
          failed: item['status'] === 'failed',
        })
        break
      default:
        unknown.push(textOf(item['type']) ?? 'item')
        parts.push(unknownPart(item))
    }
  }
  return { parts, unknown }
}

const reasoningText = (item: Fields): string => {
  const content = textsOf(item['content'])
  return content === '' ? textsOf(item['summary']) : content
}

const textsOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : listOf(value)
        .flatMap(each => textOf(each) ?? textOf(fieldsOf(each)?.['text']) ?? [])
        .join('\n\n')

const outputText = (value: unknown): string =>
  Array.isArray(value) ? textsOf(value) || asText(value) : asText(value)
