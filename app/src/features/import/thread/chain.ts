/** Messages of a program without branches: each hangs to the one before it, in the order of the file. */

import type { Draft } from './build-thread.ts'
import type { TreeNode } from './tree.ts'

export interface ChainLink {
  /** As the source names it, where it does. */
  readonly id: string | undefined
  /** `null`: it is not shown. */
  readonly content: Draft | null
}

export interface ChainStart {
  readonly parentId: string | null
  readonly place?: number
  /** Names that are taken, and will be. */
  readonly taken: Set<string>
}

/** A name that comes twice is two messages here, since their order says where each belongs. */
export const chain = (
  links: readonly ChainLink[],
  { parentId, place, taken }: ChainStart = { parentId: null, taken: new Set() },
): readonly TreeNode<Draft>[] => {
  let above = parentId
  return links.map(({ id, content }, index) => {
    const name = freeName(id ?? `${index}`, taken)
    taken.add(name)
    const node = {
      id: name,
      parentId: above,
      content,
      ...(index === 0 && place !== undefined ? { place } : {}),
    }
    above = name
    return node
  })
}

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(name)) return name
  // A million equal names are found in one step each: as many as there are names cannot be taken already.
  let number = taken.size + 1
  while (taken.has(`${name}~${number}`)) number += 1
  return `${name}~${number}`
}
