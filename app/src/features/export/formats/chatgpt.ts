/**
 * `conversations.json` in the shape of ChatGPT's own export, which most other programs can import: an array of
 * conversations, each a `mapping` of nodes with a `current_node`, times in seconds.
 *
 * There, a node holds one kind of content. So a message of ours with reasoning or tool calls becomes a line of nodes: the
 * last of them, to which answers hang, has the message's own id.
 */

import { isKnownPart, type KnownPart } from '@weft/shared/schema/part.ts'
import type { PortableMessage } from '../../transfer/portable-thread.ts'
import { type PortableTree, portableTree } from '../../transfer/portable-tree.ts'
import { assetId } from './chatgpt-files.ts'
import { shelveAttachments } from './shelve-attachments.ts'
import type { CreateWriter, WrittenThread } from './thread-writer.ts'

interface Node {
  readonly id: string
  readonly message: object | null
  readonly parent: string | null
  readonly children: readonly string[]
}

interface Content {
  readonly role: 'user' | 'assistant' | 'tool' | 'system'
  readonly name?: string
  readonly recipient?: string
  readonly content: object
  readonly attachments?: readonly object[]
}

const rootId = 'client-created-root'
const instructionsId = 'instructions'

const seconds = (milliseconds: number): number => milliseconds / 1000

type Attachment = Extract<KnownPart, { readonly type: 'attachment' }>

const isImage = (part: Attachment): boolean => part.mediaType.startsWith('image/')

/** Words and files stand in one node, in their order; a picture is an asset, any other file only named. */
const wordsOf = (role: Content['role'], parts: readonly KnownPart[]): readonly Content[] => {
  const files = parts.filter((part): part is Attachment => part.type === 'attachment')
  const contents = parts.flatMap((part): readonly (string | object)[] => {
    if (part.type === 'text') return [part.text]
    if (part.type !== 'attachment' || !isImage(part)) return []
    return [
      {
        content_type: 'image_asset_pointer',
        asset_pointer: `file-service://${assetId(part.attachmentId)}`,
        size_bytes: part.size,
      },
    ]
  })
  if (contents.length === 0 && files.length === 0) return []
  const isText = contents.every(content => typeof content === 'string')
  const attachments = files.map(({ attachmentId, name, size, mediaType }) => ({
    id: assetId(attachmentId),
    name,
    size,
    mime_type: mediaType,
  }))
  const content = { content_type: isText ? 'text' : 'multimodal_text', parts: contents }
  return [{ role, content, ...(attachments.length === 0 ? {} : { attachments }) }]
}

const contentOf = (part: KnownPart): Content | null => {
  switch (part.type) {
    case 'reasoning':
      return {
        role: 'assistant',
        content: { content_type: 'thoughts', thoughts: [{ summary: '', content: part.text }] },
      }
    case 'tool-call':
      return {
        role: 'assistant',
        recipient: part.name,
        content: { content_type: 'code', language: 'json', text: part.input },
      }
    case 'tool-result':
      return {
        role: 'tool',
        name: part.name,
        content: { content_type: 'execution_output', text: part.output },
      }
    case 'error':
      return {
        role: 'assistant',
        content: { content_type: 'system_error', name: part.code, text: part.detail ?? part.code },
      }
    default:
      return null
  }
}

/** At least one, so that every message has a node that answers can hang to. */
const contentsOf = (message: PortableMessage): readonly Content[] => {
  const contents: Content[] = []
  let words: KnownPart[] = []
  const say = (): void => {
    contents.push(...wordsOf(message.role, words))
    words = []
  }
  for (const part of message.parts.filter(isKnownPart)) {
    const own = contentOf(part)
    if (!own) {
      words.push(part)
      continue
    }
    say()
    contents.push(own)
  }
  say()
  return contents.length > 0
    ? contents
    : [{ role: message.role, content: { content_type: 'text', parts: [''] } }]
}

const statusOf = ({ status }: PortableMessage): string =>
  status === 'interrupted' ? 'in_progress' : 'finished_successfully'

/** As ChatGPT says why an answer ended; of what it has no word for, it says nothing. */
const finishOf = ({ status }: PortableMessage): object => {
  if (status === 'length') return { finish_details: { type: 'max_tokens' } }
  return status === 'stopped' ? { finish_details: { type: 'interrupted' } } : {}
}

const messageObject = (id: string, message: PortableMessage, said: Content, isLast: boolean): object => ({
  id,
  author: { role: said.role, name: said.name ?? null, metadata: {} },
  create_time: seconds(message.createdAt),
  update_time: null,
  content: said.content,
  status: statusOf(message),
  end_turn: message.role === 'assistant' ? isLast && message.status !== 'tool-calls' : null,
  weight: 1,
  metadata: {
    ...(message.model ? { model_slug: message.model.modelId } : {}),
    ...(isLast ? finishOf(message) : {}),
    ...(said.attachments ? { attachments: said.attachments } : {}),
  },
  recipient: said.recipient ?? 'all',
  channel: null,
})

/** The id of the first node of a message: that of its children's parent is the message's own. */
const firstIdOf = (message: PortableMessage): string =>
  contentsOf(message).length > 1 ? `${message.id}.0` : message.id

const nodesOf = (message: PortableMessage, parent: string, tree: PortableTree): readonly Node[] => {
  const contents = contentsOf(message)
  const last = contents.length - 1
  const idOf = (place: number): string => (place === last ? message.id : `${message.id}.${place}`)
  return contents.map((said, place) => ({
    id: idOf(place),
    message: messageObject(idOf(place), message, said, place === last),
    parent: place === 0 ? parent : idOf(place - 1),
    children: place === last ? tree.childrenOf(message).map(firstIdOf) : [idOf(place + 1)],
  }))
}

const instructionsNode = (instructions: string, children: readonly string[]): Node => ({
  id: instructionsId,
  parent: rootId,
  children,
  message: {
    id: instructionsId,
    author: { role: 'system', name: null, metadata: {} },
    create_time: null,
    update_time: null,
    content: {
      content_type: 'user_editable_context',
      user_profile: '',
      user_instructions: instructions,
    },
    status: 'finished_successfully',
    end_turn: null,
    weight: 1,
    metadata: { is_visually_hidden_from_conversation: true, is_user_system_message: true },
    recipient: 'all',
    channel: null,
  },
})

const conversationOf = ({ thread, title }: WrittenThread): object => {
  const tree = portableTree(thread)
  const top = thread.instructions === undefined ? rootId : instructionsId
  const firstIds = tree.childrenOf(null).map(firstIdOf)
  const nodes: Node[] = [
    {
      id: rootId,
      message: null,
      parent: null,
      children: thread.instructions === undefined ? firstIds : [instructionsId],
    },
    ...(thread.instructions === undefined ? [] : [instructionsNode(thread.instructions, firstIds)]),
    ...tree.living.flatMap(message => nodesOf(message, tree.parentOf(message)?.id ?? top, tree)),
  ]
  const newest = tree.living.at(-1)?.createdAt ?? thread.createdAt
  return {
    title,
    create_time: seconds(thread.createdAt),
    update_time: seconds(newest),
    mapping: Object.fromEntries(nodes.map(node => [node.id, node])),
    current_node: tree.branches[0]?.messages.at(-1)?.id ?? rootId,
    conversation_id: thread.id,
    id: thread.id,
    default_model_slug: thread.model?.modelId ?? null,
    is_archived: thread.archived ?? false,
    is_starred: thread.pinned ?? null,
  }
}

export const createChatGptWriter: CreateWriter = context => ({
  begin: () => '[\n',
  *thread(written, index) {
    shelveAttachments(written, context)
    yield index === 0 ? '' : ',\n'
    yield JSON.stringify(conversationOf(written))
  },
  end: () => '\n]\n',
})
