/**
 * A history in the shape of ChatGPT's `conversations.json`, piece by piece: for measuring an import of it, and for
 * trying one by hand. The shape is the published one: `mapping` with a root of no message, `author.role`, `content`
 * by `content_type`, times in seconds, `current_node`.
 */

import type { Part } from '@weft/shared/schema/part.ts'
import type { PortableMessage, PortableThread } from '../../../app/src/features/transfer/portable-thread.ts'

/** `msg_…` as a UUID, since that is what stands in such files: the same id gives the same UUID. */
const toUuid = (id: string): string => {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  let bits = 0n
  for (const letter of id.slice(id.indexOf('_') + 1)) bits = (bits << 5n) | BigInt(letters.indexOf(letter))
  const hex = (bits >> 2n).toString(16).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

interface Node {
  readonly id: string
  readonly message: Readonly<Record<string, unknown>> | null
  readonly parent: string | null
  readonly children: string[]
}

const contentOf = (part: Part): Readonly<Record<string, unknown>> => {
  switch (part.type) {
    case 'reasoning':
      return {
        content_type: 'thoughts',
        thoughts: [{ summary: '', content: part['text'], chunks: [], finished: true }],
      }
    case 'tool-call':
      return { content_type: 'code', language: 'json', text: part['input'] }
    case 'tool-result':
      return { content_type: 'execution_output', text: part['output'] }
    default:
      return { content_type: 'text', parts: [part['text']] }
  }
}

/** One node for each part: reasoning stands before its answer, as it does there. */
const nodesOf = (message: PortableMessage, parent: string): readonly Node[] => {
  const files = message.parts.filter(part => part.type === 'attachment')
  const parts = message.parts.filter(part => part.type !== 'attachment')
  const id = toUuid(message.id)
  const at = message.createdAt / 1_000
  return parts.map((part, index): Node => {
    const isLast = index === parts.length - 1
    const own = isLast ? id : `${id.slice(0, -1)}${index === 0 ? 'x' : 'y'}`
    const call = part.type === 'tool-call' || part.type === 'tool-result' ? String(part['name']) : undefined
    return {
      id: own,
      parent: index === 0 ? parent : `${id.slice(0, -1)}x`,
      children: [],
      message: {
        id: own,
        author: {
          role: message.role,
          name: message.role === 'tool' ? (call ?? null) : null,
          metadata: {},
        },
        create_time: at,
        update_time: null,
        content: contentOf(part),
        status: 'finished_successfully',
        end_turn: message.role === 'assistant' ? part.type === 'text' : null,
        weight: 1,
        metadata: {
          ...(message.model ? { model_slug: message.model.modelId } : {}),
          ...(files.length > 0
            ? {
                attachments: files.map(file => ({
                  id: `file-${String(file['attachmentId']).slice(4)}`,
                  name: file['name'],
                  mime_type: file['mediaType'],
                  size: file['size'],
                })),
              }
            : {}),
        },
        recipient: part.type === 'tool-call' && call !== undefined ? call : 'all',
        channel: null,
      },
    }
  })
}

const hiddenNode = (id: string, parent: string, at: number): Node => ({
  id,
  parent,
  children: [],
  message: {
    id,
    author: { role: 'system', name: null, metadata: {} },
    create_time: at,
    update_time: null,
    content: { content_type: 'text', parts: [''] },
    status: 'finished_successfully',
    end_turn: true,
    weight: 0,
    metadata: { is_visually_hidden_from_conversation: true },
    recipient: 'all',
    channel: null,
  },
})

const toConversation = (thread: PortableThread): Readonly<Record<string, unknown>> => {
  const id = toUuid(thread.id)
  const rootId = `${id.slice(0, -4)}root`
  const systemId = `${id.slice(0, -4)}hide`
  const at = thread.createdAt / 1_000
  const nodes: Node[] = [{ id: rootId, message: null, parent: null, children: [] }]
  const nodeById = new Map(nodes.map(node => [node.id, node]))
  const add = (node: Node): void => {
    nodes.push(node)
    nodeById.set(node.id, node)
    if (node.parent !== null) nodeById.get(node.parent)?.children.push(node.id)
  }
  add(hiddenNode(systemId, rootId, at))
  for (const message of thread.messages) {
    for (const node of nodesOf(message, message.parentId === null ? systemId : toUuid(message.parentId)))
      add(node)
  }
  return {
    title: thread.title ?? null,
    create_time: at,
    update_time: (thread.messages.at(-1)?.createdAt ?? thread.createdAt) / 1_000,
    mapping: Object.fromEntries(nodes.map(node => [node.id, node])),
    moderation_results: [],
    current_node: thread.leaf === undefined ? nodes.at(-1)?.id : toUuid(thread.leaf),
    conversation_id: id,
    id,
    is_archived: thread.archived ?? false,
    is_starred: thread.pinned ?? null,
    default_model_slug: thread.messages.find(message => message.model)?.model?.modelId ?? 'auto',
  }
}

/** Pieces of text that make the file; each thread is one. */
export const historyToChatgpt = function* (threads: Iterable<PortableThread>): Generator<string> {
  let before = '['
  for (const thread of threads) {
    yield `${before}\n${JSON.stringify(toConversation(thread))}`
    before = ','
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}
