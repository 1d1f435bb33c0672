/** One message of ChatGPT: who said it, whether it was shown, and what calls what. */

import type { ImportedMessage, ImportedPart, ImportOffer } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts'
import type { Draft } from '../thread/build-thread.ts'
import { timeOf } from '../time-of.ts'
import { readChatGptContent } from './chatgpt-content.ts'
import { factsOfFiles, readChatGptFiles } from './chatgpt-files.ts'
import { readChatGptSources, withoutMarks } from './chatgpt-sources.ts'
import type { ReadContext } from './reader.ts'

export interface ChatGptNode {
  readonly id: string
  readonly parentId: string | null
  readonly place?: number
  readonly message: Fields | undefined
}

export interface ChatGptThread {
  readonly context: ReadContext
  readonly byId: ReadonlyMap<string, ChatGptNode>
  /** For answers that do not say which model gave them. */
  readonly model: string | undefined
}

export type ReadMessage =
  | { readonly type: 'message'; readonly message: Draft; readonly unknown?: string }
  | { readonly type: 'offer'; readonly offer: ImportOffer }
  /** The program did not show it, and there was something in it. */
  | { readonly type: 'hidden'; readonly kind: string }
  | { readonly type: 'empty' }

export const readChatGptMessage = (node: ChatGptNode, thread: ChatGptThread): ReadMessage => {
  const message = node.message ?? {}
  const content = fieldsOf(message['content']) ?? {}
  const kind = textOf(content['content_type']) ?? 'text'
  const metadata = fieldsOf(message['metadata']) ?? {}
  const offer = readOffer(kind, content)
  if (offer) return { type: 'offer', offer }
  if (kind === 'reasoning_recap' && nearestThoughts(node, thread)) return { type: 'empty' }
  const role = textOf(fieldsOf(message['author'])?.['role'])
  const read = readChatGptContent(kind, content, {
    context: thread.context,
    facts: factsOfFiles(metadata),
  })
  const isHidden = metadata['is_visually_hidden_from_conversation'] === true || role === 'system'
  const files = readChatGptFiles(metadata, read.fileIds, thread.context)
  if (isHidden) return read.parts.length === 0 ? { type: 'empty' } : { type: 'hidden', kind: role ?? kind }
  const said = toParts(node, thread, role, read).map(part =>
    part.type === 'text' ? { ...part, text: withoutMarks(part.text, metadata) } : part,
  )
  const parts = [...said, ...files, ...readChatGptSources(metadata)]
  if (parts.length === 0) return { type: 'empty' }
  return {
    type: 'message',
    message: {
      role: role === 'user' || role === 'tool' ? role : 'assistant',
      parts: withDuration(parts, durationBelow(node, thread)),
      ...toFacts(node, metadata, role, thread.model),
    },
    ...(read.unknown === undefined ? {} : { unknown: read.unknown }),
  }
}

type Facts = Pick<ImportedMessage, 'createdAt' | 'model' | 'status'>

const toFacts = (
  node: ChatGptNode,
  metadata: Fields,
  role: string | undefined,
  fallback: string | undefined,
): Facts => {
  const createdAt = timeOf(node.message?.['create_time'])
  const model = role === 'assistant' ? (textOf(metadata['model_slug']) ?? fallback) : undefined
  const status = callName(node) === undefined ? statusOf(node.message ?? {}, metadata) : 'tool-calls'
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(model === undefined ? {} : { model }),
    ...(status === undefined ? {} : { status }),
  }
}

const statusOf = (message: Fields, metadata: Fields): string | undefined => {
  const finish = textOf(fieldsOf(metadata['finish_details'])?.['type'])
  if (finish === 'max_tokens') return 'length'
  if (finish === 'interrupted') return 'stopped'
  return message['status'] === 'in_progress' ? 'interrupted' : undefined
}

/** Custom instructions and memories: not said in the thread, and taken only when the person says so. */
const readOffer = (kind: string, content: Fields): ImportOffer | undefined => {
  const fields =
    kind === 'user_editable_context' ? ['user_profile', 'user_instructions'] : ['model_set_context']
  if (kind !== 'user_editable_context' && kind !== 'model_editable_context') return undefined
  const text = fields.flatMap(field => textOf(content[field]) ?? []).join('\n\n')
  return text === '' ? undefined : { type: 'instructions', name: 'ChatGPT', text }
}

/** The tool that an answer turns to, where it turns to one. */
const callName = (node: ChatGptNode): string | undefined => {
  const recipient = textOf(node.message?.['recipient'])
  const role = textOf(fieldsOf(node.message?.['author'])?.['role'])
  return role === 'assistant' && recipient !== undefined && recipient !== 'all' ? recipient : undefined
}

const toParts = (
  node: ChatGptNode,
  thread: ChatGptThread,
  role: string | undefined,
  read: ReturnType<typeof readChatGptContent>,
): readonly ImportedPart[] => {
  const name = callName(node)
  if (name !== undefined) {
    const reasoning = read.parts.filter(part => part.type !== 'text')
    return [...reasoning, { type: 'tool-call', callId: node.id, name, input: read.source ?? read.text }]
  }
  if (role !== 'tool') return read.parts
  const tool = toolName(node) ?? 'tool'
  const result = {
    type: 'tool-result',
    callId: callAbove(node, thread, tool),
    name: tool,
    output: read.source ?? read.text,
    failed: read.failed,
  } as const
  return [result, ...read.parts.filter(part => part.type !== 'text')]
}

/** How far above a result its call is looked for. Against a chain of a million that is walked from each of its ends. */
const farthest = 64

const ancestor = (
  node: ChatGptNode,
  thread: ChatGptThread,
  isWanted: (above: ChatGptNode) => boolean,
  stops: (above: ChatGptNode) => boolean,
): ChatGptNode | undefined => {
  let step = node.parentId === null ? undefined : thread.byId.get(node.parentId)
  for (let walked = 0; step && walked < farthest; walked += 1) {
    if (isWanted(step)) return step
    if (stops(step)) return undefined
    step = step.parentId === null ? undefined : thread.byId.get(step.parentId)
  }
  return undefined
}

const isUser = (node: ChatGptNode): boolean => fieldsOf(node.message?.['author'])?.['role'] === 'user'

/** Names of tools come with and without the function that was called (`canmore`, `canmore.create_textdoc`). */
const isSameTool = (call: string, tool: string): boolean =>
  call === tool || call.startsWith(`${tool}.`) || tool.startsWith(`${call}.`)

/**
 * Nothing says which call a result belongs to, so each call is answered once, the nearest first. A result beyond that
 * (a page that was read, one of several) stands for itself, or it would hide the one before it.
 */
const callAbove = (node: ChatGptNode, thread: ChatGptThread, tool: string): string => {
  let answered = 0
  const found = ancestor(
    node,
    thread,
    above => {
      const call = callName(above)
      if (call === undefined) answered += toolName(above) === tool ? 1 : 0
      else if (isSameTool(call, tool)) {
        if (answered === 0) return true
        answered -= 1
      }
      return false
    },
    isUser,
  )
  const parent = node.parentId === null ? undefined : thread.byId.get(node.parentId)
  return found?.id ?? (parent && callName(parent) !== undefined ? parent.id : node.id)
}

const toolName = (node: ChatGptNode): string | undefined => {
  const author = fieldsOf(node.message?.['author'])
  return author?.['role'] === 'tool' ? (textOf(author['name']) ?? 'tool') : undefined
}

const contentType = (node: ChatGptNode): unknown => fieldsOf(node.message?.['content'])?.['content_type']

const nearestThoughts = (node: ChatGptNode, thread: ChatGptThread): ChatGptNode | undefined =>
  ancestor(node, thread, above => contentType(above) === 'thoughts', isUser)

/** The recap below thoughts says how long they took, in seconds; it is in its own node. */
const durationBelow = (node: ChatGptNode, thread: ChatGptThread): number | undefined => {
  if (contentType(node) !== 'thoughts') return undefined
  const recap = recapsOf(thread).get(node.id)
  const seconds = numberOf(fieldsOf(recap?.message?.['metadata'])?.['finished_duration_sec'])
  return seconds === undefined ? undefined : Math.round(seconds * 1000)
}

const recaps = new WeakMap<ChatGptThread['byId'], ReadonlyMap<string, ChatGptNode>>()

/** By the thoughts they recapitulate; found once for a thread. */
const recapsOf = (thread: ChatGptThread): ReadonlyMap<string, ChatGptNode> => {
  const known = recaps.get(thread.byId)
  if (known) return known
  const found = new Map<string, ChatGptNode>()
  for (const node of thread.byId.values()) {
    if (contentType(node) !== 'reasoning_recap') continue
    const thoughts = nearestThoughts(node, thread)
    if (thoughts) found.set(thoughts.id, node)
  }
  recaps.set(thread.byId, found)
  return found
}

const withDuration = (
  parts: readonly ImportedPart[],
  duration: number | undefined,
): readonly ImportedPart[] =>
  duration === undefined
    ? parts
    : parts.map(part => (part.type === 'reasoning' ? { ...part, duration } : part))
