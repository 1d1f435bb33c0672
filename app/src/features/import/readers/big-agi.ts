/** Conversations of big-AGI, from the file of one (`.agi.json`) or of all, whose folders and keys stand beside them. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedFolder, ImportEvent } from '../../transfer/imported-thread.ts'
import { asText, type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import { timeOf } from '../time-of.ts'
import { readFragments, textOfFragments } from './big-agi-fragments.ts'
import { readChatContent } from './chat-content.ts'
import type { ConversationReader, ReadContext } from './reader.ts'
import { readUsage } from './usage.ts'

export const bigAgiReader: ConversationReader = {
  source: 'big-agi',
  matches: fields =>
    Array.isArray(own(fields, 'messages')) &&
    (typeof own(fields, 'systemPurposeId') === 'string' ||
      listOf(own(fields, 'messages')).some(each => Array.isArray(fieldsOf(each)?.['fragments']))),
  read: (fields, context) => readConversation(fields, context),
}

const readConversation = (fields: Fields, context: ReadContext): readonly ImportEvent[] => {
  const title = firstText(fields, 'userTitle', 'autoTitle')
  const sourceId = textOf(fields['id']) ?? `${title ?? ''} ${asText(fields['created'])}`
  const skips = createSkips(title ?? sourceId)
  const messages = listOf(fields['messages']).map(each => fieldsOf(each) ?? {})
  const system = messages.find(message => message['role'] === 'system')
  return buildThread(
    {
      source: 'big-agi',
      sourceId,
      nodes: chain(
        messages.map(message => ({ id: textOf(message['id']), content: readMessage(message, skips) })),
      ),
      ...definedFields({
        title,
        createdAt: timeOf(fields['created']),
        folder: folderOf(sourceId, context.beside),
        archived: fields['isArchived'] === true ? (true as const) : undefined,
        instructions: system && (textOf(system['text']) ?? textOfFragments(system)),
      }),
    },
    skips,
  )
}

const folderOf = (id: string, beside: Fields): ImportedFolder | undefined => {
  const folders = listOf(fieldsOf(own(beside, 'folders'))?.['folders']).map(fieldsOf)
  const folder = folders.find(each => listOf(each?.['conversationIds']).includes(id))
  const name = textOf(folder?.['title'])
  return folder && name !== undefined ? { sourceId: textOf(folder['id']) ?? name, name } : undefined
}

const readMessage = (message: Fields, skips: Skips): Draft | null => {
  const id = textOf(message['id']) ?? ''
  const role = message['role']
  if (role === 'system') return null
  const said = Array.isArray(message['fragments'])
    ? readFragments(message, id)
    : readChatContent(message['text'])
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  if (said.parts.length === 0) return null
  const generator = fieldsOf(message['generator'])
  const isAnswer = role === 'assistant'
  return {
    role: isAnswer ? 'assistant' : 'user',
    parts: said.parts,
    ...definedFields({
      createdAt: timeOf(message['created']),
      model: isAnswer ? modelOf(message, generator) : undefined,
      status: message['pendingIncomplete'] === true ? 'interrupted' : stopOf(generator?.['tokenStopReason']),
      usage: readUsage(generator?.['metrics']),
    }),
  }
}

const modelOf = (message: Fields, generator: Fields | undefined): string | undefined =>
  textOf(fieldsOf(generator?.['aix'])?.['mId']) ?? textOf(generator?.['name']) ?? textOf(message['originLLM'])

const stopOf = (reason: unknown): string | undefined => {
  if (reason === 'out-of-tokens') return 'length'
  if (reason === 'client-abort') return 'stopped'
  return reason === 'filter' ? 'refused' : reason === 'issue' ? 'failed' : undefined
}
