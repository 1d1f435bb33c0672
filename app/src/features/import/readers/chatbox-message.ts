/** One message of Chatbox: `contentParts` since 1.9, a text before. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, numberOf, textOf } from '../fields.ts'
import type { Draft } from '../thread/build-thread.ts'
import type { Skips } from '../thread/skips.ts'
import { timeOf } from '../time-of.ts'
import { readChatContent, toolParts, unknownPart } from './chat-content.ts'
import { fileOfAddress } from './data-url.ts'
import { readUsage } from './usage.ts'

/** Instructions are the thread's, not a message; a summary was made for the model and stands for what is there anyway. */
export const readChatboxMessage = (message: Fields, skips: Skips): Draft | null => {
  const id = textOf(message['id']) ?? ''
  const role = message['role']
  if (role === 'system') return null
  if (message['isSummary'] === true) {
    skips.add('hidden', false, id, 'summary')
    return null
  }
  const error = textOf(message['error'])
  const parts = [
    ...readParts(message, id, skips),
    ...(error === undefined ? [] : [{ type: 'text', text: error } as const]),
    ...readFiles(message),
  ]
  if (parts.length === 0) return null
  const isAnswer = role === 'assistant'
  return {
    role: isAnswer || role === 'tool' ? role : 'user',
    parts,
    ...definedFields({
      createdAt: timeOf(message['timestamp']),
      model: isAnswer ? textOf(message['model']) : undefined,
      status: error === undefined ? (message['generating'] === true ? 'interrupted' : undefined) : 'failed',
      usage: readUsage(message['usage']),
    }),
  }
}

const readParts = (message: Fields, id: string, skips: Skips): readonly ImportedPart[] => {
  const list = message['contentParts']
  const thought = textOf(message['reasoningContent'])
  const before: readonly ImportedPart[] = thought === undefined ? [] : [{ type: 'reasoning', text: thought }]
  const parts = Array.isArray(list)
    ? list.flatMap((each, index) => readPart(each, `${id}.${index}`, id, skips))
    : []
  if (parts.length > 0) return [...before, ...parts]
  return [...before, ...readChatContent(message['content']).parts]
}

const readPart = (value: unknown, fallback: string, id: string, skips: Skips): readonly ImportedPart[] => {
  const part = fieldsOf(value)
  switch (part?.['type']) {
    case 'text':
    case 'info': {
      const text = textOf(part['text'])
      return text === undefined ? [] : [{ type: 'text', text }]
    }
    case 'reasoning': {
      const text = textOf(part['text'])
      const duration = numberOf(part['duration'])
      return text === undefined ? [] : [{ type: 'reasoning', text, ...definedFields({ duration }) }]
    }
    case 'image': {
      const url = textOf(part['url'])
      if (url !== undefined) return [fileOfAddress(url, undefined)]
      // The picture lies in the program's own storage, which an export does not hold.
      return [{ type: 'file', name: textOf(part['storageKey']) ?? 'picture', content: { type: 'missing' } }]
    }
    case 'tool-call':
      return toolParts({
        callId: textOf(part['toolCallId']) ?? fallback,
        name: textOf(part['toolName']) ?? 'tool',
        input: part['args'],
        output: part['state'] === 'call' ? undefined : part['result'],
        failed: part['state'] === 'error',
      })
    default: {
      if (value === null || value === undefined) return []
      skips.add('unknown-content', true, id, textOf(part?.['type']) ?? typeof value)
      return [unknownPart(value)]
    }
  }
}

const readFiles = (message: Fields): readonly ImportedPart[] => [
  ...[...listOf(message['files']), ...listOf(message['pictures'])].flatMap((each): ImportedPart[] => {
    const file = fieldsOf(each)
    if (!file) return []
    const url = textOf(file['url'])
    const name = firstText(file, 'name', 'storageKey')
    if (url !== undefined) return [fileOfAddress(url, name)]
    return name === undefined ? [] : [{ type: 'file', name, content: { type: 'missing' } }]
  }),
  ...listOf(message['links']).flatMap((each): ImportedPart[] => {
    const link = fieldsOf(each)
    const url = textOf(link?.['url'])
    return url === undefined ? [] : [{ type: 'source', title: textOf(link?.['title']) ?? url, url }]
  }),
]
