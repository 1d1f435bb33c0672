/**
 * From what a reader found in one conversation to an imported thread. What every reader would do alike is done here:
 * the tree is mended, answers that used tools are taken apart as Weft's own runs store them, empty threads are told.
 */

import type {
  ImportedMessage,
  ImportedPart,
  ImportedThread,
  ImportEvent,
} from '../../transfer/imported-thread.ts'
import type { Skips } from './skips.ts'
import { splitSteps } from './split-steps.ts'
import { buildTree, type PlacedNode, type TreeNode } from './tree.ts'

/** A message before it has its place. */
export type Draft = Omit<ImportedMessage, 'sourceId' | 'parentSourceId'>

export interface ThreadDraft extends Omit<ImportedThread, 'messages' | 'leafSourceId'> {
  readonly nodes: readonly TreeNode<Draft>[]
  /** The node that was shown last, as the source names it. */
  readonly leaf?: string
}

/** `skips` has what the reader itself had to tell. */
export const buildThread = (draft: ThreadDraft, skips: Skips): readonly ImportEvent[] => {
  const { nodes, leaf, ...thread } = draft
  const tree = buildTree(withNames(nodes, skips), skips)
  const messages: ImportedMessage[] = []
  /** The last message that was made of each node: what its children hang to. */
  const ends = new Map<string, string>()
  for (const node of tree.nodes) {
    const parent = node.parentId === null ? null : (ends.get(node.parentId) ?? null)
    const made = splitSteps({ ...tidy(node), sourceId: node.id, parentSourceId: parent })
    messages.push(...made)
    ends.set(node.id, made.at(-1)?.sourceId ?? node.id)
  }
  for (const message of messages)
    for (const part of message.parts)
      if (part.type === 'file' && part.content.type === 'missing')
        skips.add('file-missing', true, message.sourceId, part.name)
  const leafNode = leaf === undefined ? undefined : tree.shownAt(leaf)
  const leafSourceId = leafNode === undefined ? undefined : ends.get(leafNode)
  if (messages.length === 0) skips.add('no-messages', false)
  const lines = skips.lines().map(skipped => ({ type: 'skipped', skipped }) as const)
  if (messages.length === 0) return lines
  return [
    {
      type: 'thread',
      thread: { ...thread, ...(leafSourceId === undefined ? {} : { leafSourceId }), messages },
    },
    ...lines,
  ]
}

/** Two messages of one name that say different things are two messages; only an equal one is left out. */
const withNames = (nodes: readonly TreeNode<Draft>[], skips: Skips): readonly TreeNode<Draft>[] => {
  const first = new Map<string, TreeNode<Draft>>()
  const taken = new Set(nodes.map(node => node.id))
  if (taken.size === nodes.length) return nodes
  return nodes.map(node => {
    const same = first.get(node.id)
    if (!same) {
      first.set(node.id, node)
      return node
    }
    if (contentKey(same) === contentKey(node)) return node
    let number = 2
    while (taken.has(`${node.id}~${number}`)) number += 1
    const id = `${node.id}~${number}`
    taken.add(id)
    skips.add('duplicate-id', true, node.id, id)
    return { ...node, id }
  })
}

const contentKey = (node: TreeNode<Draft>): string =>
  node.content === null
    ? ''
    : node.content.parts.map(part => ('text' in part ? part.text : part.type)).join('\n')

const tidy = (node: PlacedNode<Draft>): Draft => ({
  ...node.content,
  parts: node.content.parts.map(wellFormedPart),
})

/** Half a surrogate pair is no character: it could not be encoded, and so neither sealed nor compared. */
const wellFormedPart = (part: ImportedPart): ImportedPart =>
  part.type === 'text' || part.type === 'reasoning' ? { ...part, text: part.text.toWellFormed() } : part
