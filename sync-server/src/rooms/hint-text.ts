/** A hint as text on its way between nodes: `node id:head id:head …`, or `node *` where there are too many to list. */

import { WorkspaceId } from '@weft/shared/ids.ts'
import type { Hint, MovedHead } from './hints.ts'

export const formatHint = (node: string, moved: readonly MovedHead[]): string =>
  [node, ...moved.map(({ workspaceId, headSeq }) => `${workspaceId}:${headSeq}`)].join(' ')

/** Undefined for our own; what is not ours to understand means that anything may have moved. */
export const parseHint = (text: string, node: string): Hint | undefined => {
  const [sender, ...heads] = text.split(' ')
  if (sender === node) return undefined
  const moved = heads.map(parseHead)
  return moved.length > 0 && moved.every(head => head !== undefined)
    ? { type: 'head-moved', moved }
    : { type: 'anything-moved' }
}

const parseHead = (text: string): MovedHead | undefined => {
  const [id, head] = text.split(':')
  const workspaceId = WorkspaceId.safeParse(id)
  const headSeq = /^\d+$/.test(head ?? '') ? Number(head) : Number.NaN
  if (!workspaceId.success || !Number.isSafeInteger(headSeq)) return undefined
  return { workspaceId: workspaceId.data, headSeq }
}
