/**
 * The living tree of a portable thread, as a reader goes through it: the branch that is shown first, then every other one
 * from where it parts. Each living message stands in exactly one branch, whatever the tree looks like: deleted messages
 * are stepped over, and what hangs to nothing known, or to itself, begins a branch of its own.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { PortableMessage, PortableThread } from './portable-thread.ts'

export interface PortableBranch {
  /** The message after which it parts from a branch before it; null where it stands at the beginning. */
  readonly after: MessageId | null
  /** Which of the versions at that place it is, from 1, and how many there are. */
  readonly version: number
  readonly versions: number
  readonly messages: readonly PortableMessage[]
}

export interface PortableTree {
  /** The first is the branch that is shown. Empty in a thread without a living message. */
  readonly branches: readonly PortableBranch[]
  /** Living messages that nothing follows, oldest first. */
  readonly leaves: readonly PortableMessage[]
  /** All living messages, oldest first. */
  readonly living: readonly PortableMessage[]
  /** The nearest living message above one; null for a first one. */
  readonly parentOf: (message: PortableMessage) => PortableMessage | null
  readonly childrenOf: (message: PortableMessage | null) => readonly PortableMessage[]
  /** From the first message to this one. */
  readonly pathTo: (leaf: PortableMessage) => readonly PortableMessage[]
}

const isOlder = (a: PortableMessage, b: PortableMessage): number => {
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1
  return a.id < b.id ? -1 : 1
}

/** By id, the nearest living message above each living one. A walk that meets itself ends at the top. */
const livingParents = (
  messages: readonly PortableMessage[],
): ReadonlyMap<MessageId, PortableMessage | null> => {
  const byId = new Map(messages.map(message => [message.id, message]))
  const parents = new Map<MessageId, PortableMessage | null>()
  for (const message of messages) {
    if (message.deleted) continue
    const seen = new Set<MessageId>([message.id])
    let parent = message.parentId === null ? undefined : byId.get(message.parentId)
    while (parent?.deleted && !seen.has(parent.id)) {
      seen.add(parent.id)
      parent = parent.parentId === null ? undefined : byId.get(parent.parentId)
    }
    parents.set(message.id, parent && !seen.has(parent.id) ? parent : null)
  }
  return parents
}

/** Opens cycles, which no Weft writes, above their oldest message, as the app does (`thread-path.ts`). */
const openCycles = (
  living: readonly PortableMessage[],
  parents: ReadonlyMap<MessageId, PortableMessage | null>,
): ReadonlyMap<MessageId, PortableMessage | null> => {
  const opened = new Map(parents)
  const grounded = new Set<MessageId>()
  for (const start of living) {
    const walk = new Set<PortableMessage>()
    let step: PortableMessage | null = start
    while (step && !grounded.has(step.id) && !walk.has(step)) {
      walk.add(step)
      step = opened.get(step.id) ?? null
    }
    if (step && walk.has(step)) {
      const line = [...walk]
      const [oldest] = line.slice(line.indexOf(step)).toSorted(isOlder)
      if (oldest) opened.set(oldest.id, null)
    }
    for (const { id } of walk) grounded.add(id)
  }
  return opened
}

export const portableTree = (thread: PortableThread): PortableTree => {
  const living = thread.messages.filter(message => !message.deleted).toSorted(isOlder)
  const parents = openCycles(living, livingParents(thread.messages))
  const children = new Map<MessageId | null, PortableMessage[]>()
  for (const message of living) {
    const parentId = parents.get(message.id)?.id ?? null
    const brothers = children.get(parentId)
    if (brothers) brothers.push(message)
    else children.set(parentId, [message])
  }

  /** From `start` down, the newest version at each place. */
  const downFrom = (start: PortableMessage): readonly PortableMessage[] => {
    const line: PortableMessage[] = []
    for (let step: PortableMessage | undefined = start; step; step = children.get(step.id)?.at(-1))
      line.push(step)
    return line
  }

  const pathTo = (leaf: PortableMessage): readonly PortableMessage[] => {
    const path: PortableMessage[] = []
    for (let step: PortableMessage | null = leaf; step; step = parents.get(step.id) ?? null) path.push(step)
    return path.toReversed()
  }

  const shown = (): readonly PortableMessage[] => {
    const byId = new Map(thread.messages.map(message => [message.id, message]))
    let chosen = thread.leaf === undefined ? undefined : byId.get(thread.leaf)
    // What was chosen and is deleted gives way to the nearest message above it that lives.
    const seen = new Set<MessageId>()
    while (chosen?.deleted && !seen.has(chosen.id)) {
      seen.add(chosen.id)
      chosen = chosen.parentId === null ? undefined : byId.get(chosen.parentId)
    }
    const start = chosen && !chosen.deleted ? chosen : living.at(-1)
    return start ? [...pathTo(start), ...downFrom(start).slice(1)] : []
  }

  const branches: PortableBranch[] = []
  const add = (messages: readonly PortableMessage[]): void => {
    const [first] = messages
    if (!first) return
    const after = parents.get(first.id)?.id ?? null
    const brothers = children.get(after) ?? []
    branches.push({ after, version: brothers.indexOf(first) + 1, versions: brothers.length, messages })
  }
  add(shown())
  // Grows while it is walked: what parts from a branch comes after it.
  for (const branch of branches) {
    for (const message of branch.messages) {
      const brothers = children.get(parents.get(message.id)?.id ?? null) ?? []
      // Where a branch begins, its brothers were added when the one before it was walked.
      const isKnown = message === branch.messages[0] && branch !== branches[0]
      if (brothers.length < 2 || isKnown) continue
      for (const brother of brothers) if (brother !== message) add(downFrom(brother))
    }
  }

  return {
    branches,
    leaves: living.filter(({ id }) => !children.has(id)),
    living,
    parentOf: ({ id }) => parents.get(id) ?? null,
    childrenOf: message => children.get(message?.id ?? null) ?? [],
    pathTo,
  }
}
