/** Sessions of NextChat: in order, and their times are in the notation of wherever they were written, so they say nothing. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart, ImportEvent } from '../../transfer/imported-thread.ts'
import { asText, type Fields, fieldsOf, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import { timeOf } from '../time-of.ts'
import { readChatContent, toolParts } from './chat-content.ts'
import type { ConversationReader } from './reader.ts'

export const nextChatReader: ConversationReader = {
  source: 'nextchat',
  matches: fields => typeof own(fields, 'topic') === 'string' && Array.isArray(own(fields, 'messages')),
  read: fields => readSession(fields),
}

const readSession = (fields: Fields): readonly ImportEvent[] => {
  const title = textOf(fields['topic'])
  const sourceId = textOf(fields['id']) ?? `${title ?? ''} ${asText(fields['lastUpdate'])}`
  const skips = createSkips(title ?? sourceId)
  const mask = fieldsOf(fields['mask'])
  const model = textOf(fieldsOf(mask?.['modelConfig'])?.['model'])
  const memory = textOf(fields['memoryPrompt'])
  if (memory !== undefined) skips.add('hidden', false, undefined, 'memoryPrompt')
  const messages = listOf(fields['messages']).map(each => fieldsOf(each) ?? {})
  return buildThread(
    {
      source: 'nextchat',
      sourceId,
      nodes: chain(
        messages.map(message => ({ id: textOf(message['id']), content: readMessage(message, model, skips) })),
      ),
      ...definedFields({
        title,
        // Nothing says when it began.
        createdAt: timeOf(fields['lastUpdate']),
        model,
        instructions: presetText(listOf(mask?.['context'])),
      }),
    },
    skips,
  )
}

/** What a mask says before each thread: instructions, and turns that were never said by anybody. */
export const presetText = (context: readonly unknown[]): string | undefined => {
  const lines = context.flatMap(each => {
    const message = fieldsOf(each)
    const text = textOf(message?.['content'])
    const role = textOf(message?.['role'])
    if (text === undefined) return []
    return [role === undefined || role === 'system' ? text : `${role}: ${text}`]
  })
  return lines.length === 0 ? undefined : lines.join('\n\n')
}

const readMessage = (message: Fields, model: string | undefined, skips: Skips): Draft | null => {
  const id = textOf(message['id']) ?? ''
  const role = message['role']
  if (role === 'system') {
    skips.add('hidden', false, id, role)
    return null
  }
  const said = readChatContent(message['content'])
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  const parts: readonly ImportedPart[] = [...readTools(message, id), ...said.parts]
  if (parts.length === 0) return null
  const isAnswer = role === 'assistant'
  return {
    role: isAnswer ? 'assistant' : 'user',
    parts,
    ...definedFields({
      createdAt: timeOf(message['date']),
      model: isAnswer ? (textOf(message['model']) ?? model) : undefined,
      status:
        message['isError'] === true ? 'failed' : message['streaming'] === true ? 'interrupted' : undefined,
    }),
  }
}

const readTools = (message: Fields, id: string): readonly ImportedPart[] =>
  listOf(message['tools']).flatMap((each, index) => {
    const tool = fieldsOf(each)
    const called = fieldsOf(tool?.['function'])
    if (!tool) return []
    return toolParts({
      callId: textOf(tool['id']) ?? `${id}.${index}`,
      name: textOf(called?.['name']) ?? 'tool',
      input: called?.['arguments'],
      output: tool['content'] ?? tool['errorMsg'],
      failed: tool['isError'] === true,
    })
  })
