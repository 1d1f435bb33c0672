/**
 * Sessions of Chatbox: a list of messages with the other branches beside it (`messageForksHash`), and earlier topics of
 * the same session, each of which is a thread here.
 */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { chain, type ChainLink } from '../thread/chain.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { readChatboxMessage } from './chatbox-message.ts'
import type { ConversationReader, ReadContext } from './reader.ts'

export const chatboxReader: ConversationReader = {
  source: 'chatbox',
  matches: (fields, { beside }) =>
    Array.isArray(own(fields, 'messages')) &&
    (Object.hasOwn(beside, 'chat-sessions-list') ||
      Object.hasOwn(beside, '__exported_items') ||
      listOf(own(fields, 'messages')).some(each => Array.isArray(fieldsOf(each)?.['contentParts']))),
  read: (fields, context) => readSession(fields, context),
}

const readSession = (fields: Fields, { beside }: ReadContext): readonly ImportEvent[] => {
  const id = firstText(fields, 'id') ?? textOf(fields['name']) ?? ''
  const listed = listOf(own(beside, 'chat-sessions-list'))
    .map(fieldsOf)
    .find(each => each?.['id'] === id)
  const name = textOf(fields['name']) ?? textOf(listed?.['name'])
  const isStarred = fields['starred'] === true || listed?.['starred'] === true
  const topics = listOf(fields['threads']).map(each => fieldsOf(each) ?? {})
  const forks = new Map(Object.entries(fieldsOf(fields['messageForksHash']) ?? {}))
  const earlier = topics.flatMap((topic, index) => {
    const messages = listOf(topic['messages'])
    // An empty topic was only begun.
    return messages.length === 0
      ? []
      : readThread(messages, forks, {
          sourceId: `${id}/${firstText(topic, 'id') ?? index}`,
          title: textOf(topic['name']) ?? name,
          createdAt: timeOf(topic['createdAt']),
          isStarred,
        })
  })
  const current = readThread(listOf(fields['messages']), forks, {
    sourceId: id,
    title: textOf(fields['threadName']) ?? name,
    createdAt: undefined,
    isStarred,
    isLast: true,
  })
  return [...earlier, ...current]
}

interface ThreadFacts {
  readonly sourceId: string
  readonly title: string | undefined
  readonly createdAt: number | undefined
  readonly isStarred: boolean
  /** Takes the branches that begin nowhere. */
  readonly isLast?: true
}

const readThread = (
  messages: readonly unknown[],
  forks: Map<string, unknown>,
  { sourceId, title, createdAt, isStarred, isLast }: ThreadFacts,
): readonly ImportEvent[] => {
  const skips = createSkips(title ?? sourceId)
  const taken = new Set<string>()
  const main = chain(toLinks(messages, skips), { parentId: null, taken })
  const instructions = messages
    .map(fieldsOf)
    .flatMap(message => (message?.['role'] === 'system' ? (systemText(message) ?? []) : []))[0]
  const nodes = withForks(main, forks, taken, skips)
  if (isLast) for (const [id, fork] of forks) nodes.push(...readFork(id, fork, taken, skips).nodes)
  return buildThread(
    {
      source: 'chatbox',
      sourceId,
      nodes,
      ...definedFields({
        title,
        createdAt: createdAt ?? firstTime(nodes),
        pinned: isStarred ? (true as const) : undefined,
        instructions,
        leaf: main.at(-1)?.id,
      }),
    },
    skips,
  )
}

const firstTime = (nodes: readonly TreeNode<Draft>[]): number | undefined =>
  nodes.find(node => node.content?.createdAt !== undefined)?.content?.createdAt

const toLinks = (messages: readonly unknown[], skips: Skips): readonly ChainLink[] =>
  messages.map(each => {
    const message = fieldsOf(each) ?? {}
    return { id: textOf(message['id']), content: readChatboxMessage(message, skips) }
  })

const systemText = (message: Fields): string | undefined => {
  const read = listOf(message['contentParts']).flatMap(part => textOf(fieldsOf(part)?.['text']) ?? [])
  return read.length > 0 ? read.join('\n\n') : textOf(message['content'])
}

interface Fork {
  readonly nodes: readonly TreeNode<Draft>[]
  /** Of the list that lies in the session itself and is empty in the fork. */
  readonly place: number | undefined
}

const readFork = (id: string, value: unknown, taken: Set<string>, skips: Skips): Fork => {
  const nodes: TreeNode<Draft>[] = []
  let empty: number | undefined
  for (const [place, list] of listOf(fieldsOf(value)?.['lists']).entries()) {
    const messages = listOf(fieldsOf(list)?.['messages'])
    if (messages.length === 0) empty = place
    nodes.push(...chain(toLinks(messages, skips), { parentId: id, place, taken }))
  }
  return { nodes, place: empty }
}

/** Takes from `forks` what begins in this thread. */
const withForks = (
  main: readonly TreeNode<Draft>[],
  forks: Map<string, unknown>,
  taken: Set<string>,
  skips: Skips,
): TreeNode<Draft>[] => {
  const nodes = [...main]
  const places = new Map<string, number>()
  // Grows while it is walked: a branch may hold the message at which another begins.
  for (const { id } of nodes) {
    const value = forks.get(id)
    if (value === undefined) continue
    forks.delete(id)
    const fork = readFork(id, value, taken, skips)
    if (fork.place !== undefined) places.set(id, fork.place)
    nodes.push(...fork.nodes)
  }
  return nodes.map(node => {
    const place = node.parentId === null || node.place !== undefined ? undefined : places.get(node.parentId)
    return place === undefined ? node : { ...node, place }
  })
}
