/**
 * Conversations of Chatbot UI v1, and of the many programs that write the same: a list of messages with a role and a
 * text. What fits nowhere else and looks like this is read as this.
 */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedFolder, ImportEvent } from '../../transfer/imported-thread.ts'
import { asText, type Fields, fieldsOf, firstText, idOf, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import { timeOf } from '../time-of.ts'
import { readChatContent } from './chat-content.ts'
import type { ConversationReader, ReadContext } from './reader.ts'
import { readUsage } from './usage.ts'

export const chatbotUiReader: ConversationReader = {
  source: 'chatbot-ui',
  matches: fields => listOf(own(fields, 'messages')).some(isMessage),
  read: (fields, context) => readConversation(fields, context),
}

const isMessage = (value: unknown): boolean => {
  const message = fieldsOf(value)
  return message !== undefined && roleOf(message) !== undefined && contentOf(message) !== undefined
}

const contentOf = (message: Fields): unknown => message['content'] ?? message['text'] ?? message['parts']

const roles: Readonly<Record<string, Draft['role'] | 'system'>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  tool: 'tool',
  system: 'system',
  developer: 'system',
}

const roleOf = (message: Fields): Draft['role'] | 'system' | undefined => {
  const role = firstText(message, 'role', 'sender', 'author')?.toLowerCase()
  return role !== undefined && Object.hasOwn(roles, role) ? roles[role] : undefined
}

const readConversation = (fields: Fields, { beside }: ReadContext): readonly ImportEvent[] => {
  const title = firstText(fields, 'name', 'title')
  const messages = listOf(fields['messages']).map(each => fieldsOf(each) ?? {})
  const sourceId = idOf(fields['id']) ?? `${title ?? ''} ${asText(contentOf(messages[0] ?? {})).slice(0, 80)}`
  const skips = createSkips(title ?? sourceId)
  const model = textOf(fieldsOf(fields['model'])?.['id']) ?? textOf(fields['model'])
  const said = messages
    .filter(message => roleOf(message) === 'system')
    .map(message => textOf(contentOf(message)))
  return buildThread(
    {
      source: 'chatbot-ui',
      sourceId,
      nodes: chain(
        messages.map(message => ({ id: idOf(message['id']), content: readMessage(message, model, skips) })),
      ),
      ...definedFields({
        title,
        createdAt: timeOf(fields['createdAt'] ?? fields['created_at'] ?? fields['created']),
        folder: folderOf(idOf(fields['folderId']), beside),
        model,
        instructions: textOf(fields['prompt']) ?? said.find(text => text !== undefined),
      }),
    },
    skips,
  )
}

const folderOf = (id: string | undefined, beside: Fields): ImportedFolder | undefined => {
  if (id === undefined) return undefined
  const folder = listOf(own(beside, 'folders'))
    .map(fieldsOf)
    .find(each => idOf(each?.['id']) === id)
  return { sourceId: id, name: textOf(folder?.['name']) ?? id }
}

const readMessage = (message: Fields, model: string | undefined, skips: Skips): Draft | null => {
  const role = roleOf(message)
  if (role === 'system') return null
  const said = readChatContent(contentOf(message))
  const id = idOf(message['id'])
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  if (said.parts.length === 0) return null
  return {
    role: role ?? 'user',
    parts: said.parts,
    ...definedFields({
      createdAt: timeOf(
        message['createdAt'] ?? message['created_at'] ?? message['timestamp'] ?? message['date'],
      ),
      model: role === 'assistant' ? (textOf(message['model']) ?? model) : undefined,
      usage: readUsage(message['usage']),
    }),
  }
}
