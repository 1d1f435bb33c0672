/** Conversations of LibreChat: flat with links, or nested in `children`, which may be as deep as the thread is long. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart, ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { type ChatContent, readChatContent, toolParts, unknownPart } from './chat-content.ts'
import { fileOfAddress } from './data-url.ts'
import type { ConversationReader } from './reader.ts'
import { readUsage } from './usage.ts'

export const libreChatReader: ConversationReader = {
  source: 'librechat',
  matches: fields =>
    textOf(own(fields, 'conversationId')) !== undefined &&
    (Array.isArray(own(fields, 'messages')) || Array.isArray(own(fields, 'messagesTree'))),
  read: fields => readConversation(fields),
}

const readConversation = (fields: Fields): readonly ImportEvent[] => {
  const title = textOf(fields['title'])
  const sourceId = textOf(fields['conversationId']) ?? title ?? ''
  const skips = createSkips(title ?? sourceId)
  const options = fieldsOf(fields['options'])
  const model = firstText(options ?? {}, 'model', 'modelLabel') ?? textOf(fields['model'])
  const tree = fields['messagesTree']
  const found = flatten(Array.isArray(tree) ? tree : listOf(fields['messages']))
  const nodes = found.map(
    ({ message, parentId, id }): TreeNode<Draft> => ({
      id,
      parentId,
      content: readMessage(id, message, model, skips),
    }),
  )
  return buildThread(
    {
      source: 'librechat',
      sourceId,
      nodes,
      ...definedFields({
        title,
        createdAt: timeOf(fields['createdAt']),
        archived: fields['isArchived'] === true ? (true as const) : undefined,
        model,
        instructions: firstText(options ?? {}, 'promptPrefix', 'system', 'instructions'),
      }),
    },
    skips,
  )
}

interface Found {
  readonly id: string
  readonly parentId: string | null
  readonly message: Fields
}

/** The name that stands for "before the first message". */
const isRoot = (id: string): boolean => /^0{8}-0{4}-/.test(id)

/** Nested messages hang to what they are nested in; flat ones to whom they name, or else to the one before. */
const flatten = (messages: readonly unknown[]): readonly Found[] => {
  const found: Found[] = []
  const waiting = messages.map(value => ({ value, above: undefined as string | undefined })).reverse()
  const namesParents = messages.some(each => fieldsOf(each)?.['parentMessageId'] !== undefined)
  let before: string | null = null
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const message = fieldsOf(next.value)
    if (!message) continue
    const id = firstText(message, 'messageId', 'id') ?? `${found.length}`
    const named = textOf(message['parentMessageId'])
    const linked = named === undefined || isRoot(named) ? null : named
    const parentId: string | null = next.above ?? (namesParents ? linked : before)
    found.push({ id, parentId, message })
    before = id
    const children = listOf(message['children'])
    for (let index = children.length - 1; index >= 0; index -= 1)
      waiting.push({ value: children[index], above: id })
  }
  return found
}

const readMessage = (id: string, message: Fields, model: string | undefined, skips: Skips): Draft | null => {
  const isPerson =
    message['isCreatedByUser'] === true ||
    (message['isCreatedByUser'] === undefined && message['sender'] === 'User')
  const said = readSaid(id, message)
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  const parts = [...said.parts, ...readFiles(message)]
  if (parts.length === 0) return null
  const rating = fieldsOf(message['feedback'])?.['rating']
  return {
    role: isPerson ? 'user' : 'assistant',
    parts,
    ...definedFields({
      createdAt: timeOf(message['createdAt']),
      model: isPerson ? undefined : (textOf(message['model']) ?? model),
      status:
        message['error'] === true ? 'failed' : message['unfinished'] === true ? 'interrupted' : undefined,
      usage: readUsage(message['metadata'] ?? message['usage']),
      rating:
        rating === 'thumbsUp' ? ('good' as const) : rating === 'thumbsDown' ? ('bad' as const) : undefined,
    }),
  }
}

const readSaid = (id: string, message: Fields): ChatContent => {
  const content = listOf(message['content'])
  const text = textOf(message['text'])
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  for (const [index, each] of content.entries()) {
    const part = fieldsOf(each)
    const kind = textOf(part?.['type'])
    if (part && kind === 'think') {
      const thought = textOf(part['think']) ?? textOf(fieldsOf(part['think'])?.['value'])
      if (thought !== undefined) parts.push({ type: 'reasoning', text: thought })
    } else if (part && kind === 'tool_call') parts.push(...readToolCall(part, `${id}.${index}`))
    else if (part && kind === 'error') {
      const error = firstText(part, 'error', 'text')
      if (error !== undefined) parts.push({ type: 'text', text: error })
    } else if (kind === 'agent_update') continue
    else if (part && kind === 'image_file') parts.push(readFile(fieldsOf(part['image_file']) ?? part))
    else {
      const known = readChatContent([each])
      parts.push(...(known.unknown.length > 0 ? [unknownPart(each)] : known.parts))
      unknown.push(...known.unknown)
    }
  }
  if (!parts.some(part => part.type === 'text') && text !== undefined) parts.push({ type: 'text', text })
  return { parts, unknown }
}

const readToolCall = (part: Fields, fallback: string): readonly ImportedPart[] => {
  const call = fieldsOf(part['tool_call']) ?? part
  const inner = fieldsOf(call['function'])
  return toolParts({
    callId: textOf(call['id']) ?? fallback,
    name: textOf(call['name']) ?? textOf(inner?.['name']) ?? textOf(call['type']) ?? 'tool',
    input: call['args'] ?? inner?.['arguments'],
    output: call['output'] ?? inner?.['output'],
  })
}

const readFiles = (message: Fields): readonly ImportedPart[] =>
  [...listOf(message['files']), ...listOf(message['attachments'])].flatMap(each => {
    const file = fieldsOf(each)
    return file && firstText(file, 'filename', 'file_id', 'filepath') !== undefined ? [readFile(file)] : []
  })

const readFile = (file: Fields): ImportedPart => {
  const name = firstText(file, 'filename', 'file_id', 'filepath')
  const path = textOf(file['filepath'])
  if (path?.startsWith('data:')) return fileOfAddress(path, name)
  const text = textOf(file['text'])
  const mediaType = textOf(file['type'])
  return {
    type: 'file',
    name: name ?? 'file',
    ...(text === undefined && mediaType !== undefined ? { mediaType } : {}),
    content: text === undefined ? { type: 'missing' } : { type: 'text', text },
  }
}
