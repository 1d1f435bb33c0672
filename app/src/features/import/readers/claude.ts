/**
 * Conversations of Claude: as its own export writes them, one message after another, and as extensions do, which keep
 * the tree and the models.
 */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart, ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, idOf, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { readClaudeBlocks } from './claude-blocks.ts'
import { readClaudeFiles } from './claude-files.ts'
import type { ConversationReader } from './reader.ts'

export const claudeReader: ConversationReader = {
  source: 'claude',
  matches: fields => Array.isArray(own(fields, 'chat_messages')),
  read: fields => readConversation(fields),
}

const readConversation = (fields: Fields): readonly ImportEvent[] => {
  const title = firstText(fields, 'name', 'title')
  const sourceId = firstText(fields, 'uuid', 'id') ?? `${title ?? ''} ${idOf(fields['created_at']) ?? ''}`
  const skips = createSkips(title ?? sourceId)
  const messages = listOf(fields['chat_messages']).map(each => fieldsOf(each) ?? {})
  const model = textOf(fields['model'])
  const nodes = messages.some(message => own(message, 'parent_message_uuid') !== undefined)
    ? readTree(messages, model, skips)
    : chain(
        messages.map(message => ({ id: messageId(message), content: readMessage(message, model, skips) })),
      )
  const project = fieldsOf(fields['project'])
  const projectId = textOf(project?.['uuid']) ?? textOf(fields['project_uuid'])
  return buildThread(
    {
      source: 'claude',
      sourceId,
      nodes,
      ...definedFields({
        title,
        createdAt: timeOf(fields['created_at']),
        folder:
          projectId === undefined
            ? undefined
            : {
                sourceId: projectId,
                name: textOf(project?.['name']) ?? textOf(fields['project_name']) ?? projectId,
              },
        pinned: fields['is_starred'] === true ? (true as const) : undefined,
        model,
        leaf: textOf(fields['current_leaf_message_uuid']),
      }),
    },
    skips,
  )
}

const messageId = (message: Fields): string | undefined => firstText(message, 'uuid', 'id')

/** The name that stands for "before the first message". */
const isRoot = (id: string | undefined): boolean => id === undefined || /^0{8}-0{4}-/.test(id)

const readTree = (
  messages: readonly Fields[],
  model: string | undefined,
  skips: Skips,
): readonly TreeNode<Draft>[] =>
  messages.map((message, index) => {
    const parent = textOf(message['parent_message_uuid'])
    return {
      id: messageId(message) ?? `${index}`,
      parentId: parent === undefined || isRoot(parent) ? null : parent,
      content: readMessage(message, model, skips),
    }
  })

const readMessage = (message: Fields, model: string | undefined, skips: Skips): Draft | null => {
  const id = messageId(message) ?? ''
  const role = message['sender'] === 'human' || message['sender'] === 'user' ? 'user' : 'assistant'
  const blocks = readClaudeBlocks(message, id)
  for (const kind of blocks.unknown) skips.add('unknown-content', true, id, kind)
  const parts: readonly ImportedPart[] = [...blocks.parts, ...readClaudeFiles(message)]
  if (parts.length === 0) return null
  return {
    role,
    parts,
    ...definedFields({
      createdAt: timeOf(message['created_at']),
      model: role === 'assistant' ? (textOf(message['model']) ?? model) : undefined,
      status: statusOf(message['stop_reason']),
    }),
  }
}

const statusOf = (reason: unknown): string | undefined => {
  if (reason === 'max_tokens') return 'length'
  if (reason === 'refusal') return 'refused'
  return reason === 'user_canceled' ? 'stopped' : undefined
}
