/**
 * Conversations of ChatGPT, as its export and the extensions that ask its server write them: a `mapping` of nodes, in
 * which much is hidden, a step of the model is a node, and links between nodes may be missing on either side.
 */

import type { ImportedFolder, ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, idOf, isFields, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { createSkips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { type ChatGptNode, readChatGptMessage } from './chatgpt-message.ts'
import type { ConversationReader, ReadContext } from './reader.ts'

export const chatGptReader: ConversationReader = {
  source: 'chatgpt',
  matches: fields => isFields(own(fields, 'mapping')),
  read: (fields, context) => readConversation(fields, context),
}

const readConversation = (fields: Fields, context: ReadContext): readonly ImportEvent[] => {
  const title = textOf(fields['title'])
  const created = timeOf(fields['create_time'])
  const nodes = readNodes(fieldsOf(fields['mapping']) ?? {})
  const sourceId = firstText(fields, 'conversation_id', 'id') ?? `${created ?? ''} ${nodes[0]?.id ?? ''}`
  const skips = createSkips(title ?? sourceId)
  const model = textOf(fields['default_model_slug'])
  const offers: ImportEvent[] = []
  const byId = new Map(nodes.map(node => [node.id, node]))
  const drafts = nodes.map((node): TreeNode<Draft> => {
    const { message, ...place } = node
    if (!message) return { ...place, content: null }
    const read = readChatGptMessage(node, { context, byId, model })
    if (read.type === 'message') {
      if (read.unknown !== undefined) skips.add('unknown-content', true, node.id, read.unknown)
      return { ...place, content: read.message }
    }
    if (read.type === 'offer') offers.push({ type: 'offer', offer: read.offer })
    else if (read.type === 'hidden') skips.add('hidden', false, node.id, read.kind)
    return { ...place, content: null }
  })
  const folder = readFolder(fields)
  const leaf = idOf(fields['current_node'])
  return [
    ...offers,
    ...buildThread(
      {
        source: 'chatgpt',
        sourceId,
        nodes: drafts,
        ...(title === undefined ? {} : { title }),
        ...(created === undefined ? {} : { createdAt: created }),
        ...(folder ? { folder } : {}),
        ...(fields['is_starred'] === true || timeOf(fields['pinned_time']) !== undefined
          ? { pinned: true }
          : {}),
        ...(fields['is_archived'] === true ? { archived: true } : {}),
        ...(model === undefined ? {} : { model }),
        ...(leaf === undefined ? {} : { leaf }),
      },
      skips,
    ),
  ]
}

/** A node without a parent that is there belongs to the one that lists it as a child. */
const readNodes = (mapping: Fields): readonly ChatGptNode[] => {
  const entries = Object.entries(mapping)
  const listed = new Map<string, { readonly parentId: string; readonly place: number }>()
  for (const [parentId, value] of entries)
    for (const [place, child] of listOf(fieldsOf(value)?.['children']).entries())
      if (typeof child === 'string' && !listed.has(child)) listed.set(child, { parentId, place })
  const ids = new Set(entries.map(([id]) => id))
  return entries.map(([id, value]) => {
    const node = fieldsOf(value) ?? {}
    const named = idOf(node['parent'])
    const list = listed.get(id)
    const parentId = named !== undefined && ids.has(named) ? named : (list?.parentId ?? named ?? null)
    return {
      id,
      parentId,
      ...(list && list.parentId === parentId ? { place: list.place } : {}),
      message: fieldsOf(node['message']),
    }
  })
}

/** Projects are the gizmos whose id begins so; the export names them only sometimes, and a grouping is kept anyway. */
const readFolder = (fields: Fields): ImportedFolder | undefined => {
  const id = firstText(fields, 'gizmo_id', 'conversation_template_id')
  if (!id?.startsWith('g-p-')) return undefined
  const gizmo = fieldsOf(fields['gizmo'])
  const display = fieldsOf((fieldsOf(gizmo?.['gizmo']) ?? gizmo)?.['display'])
  return {
    sourceId: id,
    name: firstText(fields, 'project_name', 'gizmo_name') ?? textOf(display?.['name']) ?? id,
  }
}
