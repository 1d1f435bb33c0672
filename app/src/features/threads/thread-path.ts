/**
 * From the keys of a thread's messages to the one line that is read: for each step the message, its siblings
 * and which of them it is. Pure, and without any text: a thread of 10,000 messages is a list of 10,000 keys.
 *
 * The one idea: every living message gets a living parent first (deleted ones are stepped over, unknown ones
 * and cycles end at the top), and everything after that is a plain tree. Messages are numbered in the order of
 * `keys` and the tree lies in integer arrays, since a map of texts for each step would cost ten times as much.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { MessageKey } from './tables.ts'

export interface PathStep {
  readonly id: MessageId
  /** The living messages that stand at this place, oldest first; `id` is one of them. */
  readonly siblings: readonly MessageId[]
  readonly index: number
}

export interface ThreadPath {
  readonly steps: readonly PathStep[]
  /** What stands above the first step: a message that is not read yet, or nothing, since the thread begins here. */
  readonly above: MessageId | null
  /**
   * The newest end of the branch that `id` stands in: what to choose so that `id` is read. For a message that
   * is not in the tree it is the message itself.
   */
  readonly leafBelow: (id: MessageId) => MessageId
  readonly keyOf: (id: MessageId) => MessageKey | undefined
}

/** The number of no message: what stands above a first one. */
const top = -1
const unsettled = -2

interface Numbered {
  readonly keys: readonly MessageKey[]
  readonly ids: readonly MessageId[]
  readonly stamps: readonly string[]
  readonly numberById: ReadonlyMap<MessageId, number>
  /** By number: the number of the parent as it was written; `top` also for a parent nobody has seen yet. */
  readonly parents: Int32Array
  readonly deleted: Uint8Array
}

/**
 * The path through `keys` (any order) to the newest message below `activeLeaf`. `above`: where these keys are only the end
 * of a thread, the message above it (`thread-end.ts`).
 */
export const threadPath = (
  keys: readonly MessageKey[],
  deleted: ReadonlySet<MessageId>,
  activeLeaf?: MessageId,
  above: MessageId | null = null,
): ThreadPath => {
  const numbered = numberMessages(keys, deleted)
  const { ids, keys: keyByNumber, numberById } = numbered
  const order = createOrder(numbered)
  const livingParents = findLivingParents(numbered, order)
  const children = findChildren(numbered, livingParents, order)

  const below = (number: number): number => {
    let leaf = number
    for (let next = children.newest(leaf); next !== top; next = children.newest(leaf)) leaf = next
    return leaf
  }
  const leafBelow = (id: MessageId): MessageId => {
    const number = numberById.get(id)
    return (number === undefined ? undefined : ids[below(number)]) ?? id
  }

  const keyOf = (id: MessageId): MessageKey | undefined => {
    const number = numberById.get(id)
    return number === undefined ? undefined : keyByNumber[number]
  }

  const chosen = activeLeaf === undefined ? undefined : numberById.get(activeLeaf)
  const alive = chosen === undefined ? top : livingAt(chosen, numbered, livingParents)
  const start = alive === top ? children.newestOfAll : alive
  const steps: PathStep[] = []
  for (
    let number = start === top ? top : below(start);
    number !== top;
    number = livingParents[number] ?? top
  ) {
    const brothers = children.of(livingParents[number] ?? top)
    const siblings: MessageId[] = []
    for (const brother of brothers) {
      const id = ids[brother]
      if (id) siblings.push(id)
    }
    const index = brothers.indexOf(number)
    const id = siblings[index]
    if (id) steps.push({ id, siblings, index })
  }
  return { steps: steps.reverse(), above, leafBelow, keyOf }
}

const numberMessages = (keys: readonly MessageKey[], deletedIds: ReadonlySet<MessageId>): Numbered => {
  const once: MessageKey[] = []
  const ids: MessageId[] = []
  const stamps: string[] = []
  const parentIds: (MessageId | '')[] = []
  const numberById = new Map<MessageId, number>()
  // By index, since taking a key apart by pattern runs an iterator for each of 10,000.
  for (const key of keys) {
    const id = key[3]
    if (numberById.has(id)) continue
    numberById.set(id, ids.length)
    once.push(key)
    ids.push(id)
    stamps.push(key[2])
    parentIds.push(key[1])
  }
  const parents = new Int32Array(ids.length)
  const deleted = new Uint8Array(ids.length)
  for (let number = 0; number < ids.length; number += 1) {
    const parentId = parentIds[number]
    parents[number] = parentId ? (numberById.get(parentId) ?? top) : top
  }
  for (const id of deletedIds) {
    const number = numberById.get(id)
    if (number !== undefined) deleted[number] = 1
  }
  return { keys: once, ids, stamps, numberById, parents, deleted }
}

/** Compares two messages by number: by stamp, then by id. */
type Order = (a: number, b: number) => number

const createOrder =
  ({ ids, stamps }: Numbered): Order =>
  (a, b) => {
    const stampA = stamps[a] ?? ''
    const stampB = stamps[b] ?? ''
    if (stampA !== stampB) return stampA < stampB ? -1 : 1
    return (ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1
  }

/** The message itself while it lives, else the nearest living one above it. */
const livingAt = (number: number, { deleted }: Numbered, livingParents: Int32Array): number =>
  deleted[number] ? (livingParents[number] ?? top) : number

/**
 * For every message, deleted ones included, the nearest living message above it. Each is walked over once: a
 * walk ends at the top or at a message already settled. A walk that meets itself is a cycle, which no Weft
 * writes; it is opened above its oldest living message, so that it is shown whole and every device opens it at
 * the same place.
 */
const findLivingParents = (numbered: Numbered, order: Order): Int32Array => {
  const { ids, parents, deleted } = numbered
  const livingParents = new Int32Array(ids.length).fill(unsettled)
  /** Where a message stands in the walk under way, counted from 1. */
  const places = new Int32Array(ids.length)

  const settle = (walk: readonly number[], above: number): void => {
    let parent = above
    for (let place = walk.length - 1; place >= 0; place -= 1) {
      const number = walk[place] ?? top
      livingParents[number] = parent
      places[number] = 0
      if (!deleted[number]) parent = number
    }
  }

  for (let start = 0; start < ids.length; start += 1) {
    const walk: number[] = []
    let number = start
    while (number !== top && livingParents[number] === unsettled && !places[number]) {
      walk.push(number)
      places[number] = walk.length
      number = parents[number] ?? top
    }
    const meeting = number === top ? 0 : (places[number] ?? 0)
    if (meeting > 0) settle(openCycle(walk.splice(meeting - 1), deleted, order), top)
    settle(walk, number === top ? top : livingAt(number, numbered, livingParents))
  }
  return livingParents
}

/** The cycle turned so that its oldest living message (or its oldest, when none lives) stands last: on top. */
const openCycle = (cycle: readonly number[], deleted: Uint8Array, order: Order): readonly number[] => {
  const living = cycle.filter(number => !deleted[number])
  const oldest = (living.length > 0 ? living : cycle).reduce((a, b) => (order(a, b) < 0 ? a : b))
  const place = cycle.indexOf(oldest)
  return [...cycle.slice(place + 1), ...cycle.slice(0, place + 1)]
}

interface Children {
  /** The living children of a message, or of `top`, oldest first. */
  readonly of: (parent: number) => Int32Array
  readonly newest: (parent: number) => number
  readonly newestOfAll: number
}

/** All children lie in one array, those of a parent side by side; `starts` says where (at 0: those of `top`). */
const findChildren = ({ ids, deleted }: Numbered, livingParents: Int32Array, order: Order): Children => {
  const starts = new Int32Array(ids.length + 2)
  const slotOf = (number: number): number => (livingParents[number] ?? top) + 1
  let newestOfAll = top
  for (let number = 0; number < ids.length; number += 1) {
    if (deleted[number]) continue
    starts[slotOf(number) + 1] = (starts[slotOf(number) + 1] ?? 0) + 1
    if (newestOfAll === top || order(newestOfAll, number) < 0) newestOfAll = number
  }
  for (let slot = 1; slot < starts.length; slot += 1)
    starts[slot] = (starts[slot] ?? 0) + (starts[slot - 1] ?? 0)
  const places = starts.slice()
  const all = new Int32Array(starts.at(-1) ?? 0)
  for (let number = 0; number < ids.length; number += 1) {
    if (deleted[number]) continue
    const place = places[slotOf(number)] ?? 0
    all[place] = number
    places[slotOf(number)] = place + 1
  }
  const from = (parent: number): number => starts[parent + 1] ?? 0
  const to = (parent: number): number => starts[parent + 2] ?? 0
  for (let parent = top; parent < ids.length; parent += 1) {
    if (to(parent) - from(parent) > 1) all.subarray(from(parent), to(parent)).sort(order)
  }
  return {
    of: parent => all.subarray(from(parent), to(parent)),
    newest: parent => (to(parent) > from(parent) ? (all[to(parent) - 1] ?? top) : top),
    newestOfAll,
  }
}
