/**
 * The one place that makes a tree of what a file says is one: parents stand before their children, children in the
 * order of the source, and what is broken is mended and told. Nothing here recurses, so a chain of a million messages
 * is walked like a chain of ten.
 */

import type { Skips } from './skips.ts'

export interface TreeNode<T> {
  readonly id: string
  readonly parentId: string | null
  /** Its place among its parent's children, where the source says it; else the order of the nodes counts. */
  readonly place?: number
  /** `null`: it holds the tree together and is not shown. Its children hang to its nearest shown ancestor. */
  readonly content: T | null
}

export interface PlacedNode<T> {
  readonly id: string
  readonly parentId: string | null
  readonly content: T
}

export interface Tree<T> {
  readonly nodes: readonly PlacedNode<T>[]
  /** Where a node is that was asked for by its name in the file: itself, or its nearest shown ancestor. */
  readonly shownAt: (id: string) => string | undefined
}

/** Messages of one thread. Against a thread that nothing could open again; the longest known has some 20,000. */
export const mostMessages = 200_000

export const buildTree = <T>(
  nodes: readonly TreeNode<T>[],
  skips: Skips,
  limit: number = mostMessages,
): Tree<T> => {
  const byId = new Map<string, TreeNode<T>>()
  for (const node of nodes) {
    if (byId.has(node.id)) skips.add('duplicate-id', false, node.id)
    else byId.set(node.id, node)
  }
  const parents = new Map<string, string | null>()
  const children = new Map<string | null, string[]>()
  for (const node of byId.values()) {
    const parent = node.parentId !== null && byId.has(node.parentId) ? node.parentId : null
    if (node.parentId !== null && parent === null) skips.add('missing-parent', true, node.id, node.parentId)
    parents.set(node.id, parent)
    const siblings = children.get(parent)
    if (siblings) siblings.push(node.id)
    else children.set(parent, [node.id])
  }
  const placeOf = (id: string): number => byId.get(id)?.place ?? Number.MAX_SAFE_INTEGER
  // Stable, so nodes of one place keep the order of the file.
  for (const siblings of children.values()) siblings.sort((a, b) => placeOf(a) - placeOf(b))

  const placed: PlacedNode<T>[] = []
  const shown = new Map<string, string | null>()
  let left = 0
  const visit = (root: string): void => {
    const waiting = [root]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (shown.has(id)) continue
      const above = parents.get(id) ?? null
      const parentId = above === null ? null : (shown.get(above) ?? null)
      const content = byId.get(id)?.content ?? null
      if (content === null || placed.length >= limit) {
        if (content !== null) left += 1
        shown.set(id, parentId)
      } else {
        placed.push({ id, parentId, content })
        shown.set(id, id)
      }
      const below = children.get(id) ?? []
      for (let index = below.length - 1; index >= 0; index -= 1) {
        const child = below[index]
        if (child !== undefined) waiting.push(child)
      }
    }
  }
  for (const root of children.get(null) ?? []) visit(root)
  // What no root leads to goes in a circle. It is cut at its first message in the file.
  for (const id of byId.keys()) {
    if (shown.has(id)) continue
    const start = firstInCircle(id, parents, byId)
    skips.add('cycle', true, start)
    parents.set(start, null)
    visit(start)
  }
  if (left > 0) skips.add('too-many', false, undefined, String(left))
  return { nodes: placed, shownAt: id => shown.get(id) ?? undefined }
}

const firstInCircle = <T>(
  id: string,
  parents: ReadonlyMap<string, string | null>,
  order: ReadonlyMap<string, TreeNode<T>>,
): string => {
  const walked = new Set<string>()
  let step = id
  while (!walked.has(step)) {
    walked.add(step)
    step = parents.get(step) ?? step
  }
  const circle = new Set<string>()
  while (!circle.has(step)) {
    circle.add(step)
    step = parents.get(step) ?? step
  }
  // Found from the front of the file, so the first of it that is in the circle is soon met.
  if (circle.has(id)) return id
  for (const candidate of order.keys()) if (circle.has(candidate)) return candidate
  return step
}
