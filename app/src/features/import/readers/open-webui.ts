/**
 * Chats of Open WebUI: a map of messages with links in both directions, of which either may be missing, and answers in
 * two notations, `output` since 0.7 and HTML in the text before.
 */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart, ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, idOf, isFields, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { readChatContent } from './chat-content.ts'
import { readDetails } from './open-webui-details.ts'
import { readOpenWebUiFiles, readOpenWebUiSources } from './open-webui-files.ts'
import { readOutput } from './open-webui-output.ts'
import type { ConversationReader } from './reader.ts'
import { readUsage } from './usage.ts'

export const openWebUiReader: ConversationReader = {
  source: 'open-webui',
  matches: fields => messagesOf(chatOf(fields)) !== undefined,
  read: fields => readChat(fields),
}

/** An exported chat lies in `chat`; one that was downloaded by itself may be it. */
const chatOf = (fields: Fields): Fields =>
  fieldsOf(own(fields, 'chat')) ?? (isFields(own(fields, 'history')) ? fields : {})

const messagesOf = (chat: Fields): Fields | readonly unknown[] | undefined => {
  const map = fieldsOf(own(chat, 'history'))?.['messages']
  if (isFields(map)) return map
  return Array.isArray(own(chat, 'messages')) ? listOf(own(chat, 'messages')) : undefined
}

const readChat = (fields: Fields): readonly ImportEvent[] => {
  const chat = chatOf(fields)
  const title = textOf(fields['title']) ?? textOf(chat['title'])
  const createdAt = timeOf(fields['created_at']) ?? timeOf(chat['timestamp'])
  const sourceId = firstText(fields, 'id') ?? textOf(chat['id']) ?? `${title ?? ''} ${createdAt ?? ''}`
  const skips = createSkips(title ?? sourceId)
  const messages = messagesOf(chat) ?? []
  const history = fieldsOf(chat['history'])
  const nodes = Array.isArray(messages)
    ? chain(messages.map(each => fieldsOf(each) ?? {}).map(toLink(skips)))
    : readMap(isFields(messages) ? messages : {}, skips)
  const folder = idOf(fields['folder_id'])
  return buildThread(
    {
      source: 'open-webui',
      sourceId,
      nodes,
      ...definedFields({
        title,
        createdAt,
        folder: folder === undefined ? undefined : { sourceId: folder, name: folderName(fields) ?? folder },
        pinned: fields['pinned'] === true ? (true as const) : undefined,
        archived: fields['archived'] === true ? (true as const) : undefined,
        model: textOf(listOf(chat['models'])[0]),
        instructions: textOf(chat['system']) ?? textOf(fieldsOf(chat['params'])?.['system']),
        leaf: textOf(history?.['currentId']),
      }),
    },
    skips,
  )
}

const folderName = (fields: Fields): string | undefined =>
  textOf(fieldsOf(fields['folder'])?.['name']) ?? textOf(fields['folder_name'])

const toLink = (skips: Skips) => (message: Fields) => ({
  id: idOf(message['id']),
  content: readMessage(idOf(message['id']) ?? '', message, roleOf(message, undefined), skips),
})

const readMap = (map: Fields, skips: Skips): readonly TreeNode<Draft>[] => {
  const entries = Object.entries(map).map(([id, value]) => [id, fieldsOf(value) ?? {}] as const)
  const byId = new Map(entries)
  const listed = new Map<string, { readonly parentId: string; readonly place: number }>()
  for (const [parentId, message] of entries)
    for (const [place, child] of listOf(message['childrenIds']).entries())
      if (typeof child === 'string' && !listed.has(child)) listed.set(child, { parentId, place })
  return entries.map(([id, message]) => {
    const named = textOf(message['parentId'])
    const list = listed.get(id)
    const parentId = named !== undefined && byId.has(named) ? named : (list?.parentId ?? named ?? null)
    const parent = parentId === null ? undefined : byId.get(parentId)
    return {
      id,
      parentId,
      ...(list && list.parentId === parentId ? { place: list.place } : {}),
      content: readMessage(id, message, roleOf(message, parent), skips),
    }
  })
}

/** A role that was lost is read from what only answers have, or from whom it answers. */
const roleOf = (message: Fields, parent: Fields | undefined): Draft['role'] | 'system' => {
  const role = message['role']
  if (role === 'user' || role === 'assistant' || role === 'tool' || role === 'system') return role
  if (textOf(message['model']) !== undefined || listOf(message['output']).length > 0) return 'assistant'
  return parent?.['role'] === 'user' ? 'assistant' : 'user'
}

const readMessage = (
  id: string,
  message: Fields,
  role: Draft['role'] | 'system',
  skips: Skips,
): Draft | null => {
  const said = role === 'assistant' ? readAnswer(id, message) : readChatContent(message['content'])
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  if (role === 'system') {
    if (said.parts.length > 0) skips.add('hidden', false, id, role)
    return null
  }
  const error = errorText(message['error'])
  const parts: readonly ImportedPart[] = [
    ...said.parts,
    ...(error === undefined ? [] : [{ type: 'text', text: error } as const]),
    ...readOpenWebUiFiles(message),
    ...readOpenWebUiSources(message),
  ]
  if (parts.length === 0) return null
  const rating = fieldsOf(message['annotation'])?.['rating']
  return {
    role,
    parts,
    ...definedFields({
      createdAt: timeOf(message['timestamp']),
      model: role === 'assistant' ? textOf(message['model']) : undefined,
      status: error === undefined ? (message['done'] === false ? 'interrupted' : undefined) : 'failed',
      usage: readUsage(message['usage'] ?? message['info']),
      rating: rating === 1 ? ('good' as const) : rating === -1 ? ('bad' as const) : undefined,
    }),
  }
}

const readAnswer = (id: string, message: Fields): ReturnType<typeof readChatContent> => {
  const output = readOutput(listOf(message['output']), id)
  const saysAll = output.parts.some(part => part.type === 'text')
  const content = message['content']
  if (typeof content !== 'string') return output.parts.length > 0 ? output : readChatContent(content)
  if (saysAll) return output
  const details = readDetails(content, id)
  // Steps from the newer notation, the words from wherever they are.
  return output.parts.length === 0
    ? { parts: details, unknown: [] }
    : { parts: [...output.parts, ...details.filter(part => part.type === 'text')], unknown: output.unknown }
}

const errorText = (error: unknown): string | undefined =>
  textOf(error) ?? firstText(fieldsOf(error) ?? {}, 'content', 'message', 'detail')
