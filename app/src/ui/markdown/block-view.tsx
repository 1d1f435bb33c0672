/** One block of a text. Drawn again only when its own text or its place at the end changes. */

import { memo, type ReactElement } from 'react'
import { CodeView } from './code-view.tsx'
import { completeBlock, completeNodes } from './complete-tail.ts'
import { readFence } from './fence.ts'
import { NodeViews } from './node-view.tsx'
import { parseBlock } from './parse-block.ts'
import { PlainBlock } from './plain-block.tsx'
import { scriptOf } from './script-of.ts'
import type { TextBlock } from './split-blocks.ts'

export interface BlockViewProps {
  readonly block: TextBlock
  /** Not formatted yet. */
  readonly plain: boolean
  /** The block at the end of a text that is still being written. */
  readonly tail: boolean
}

const FlowBlock = ({ raw, tail }: { readonly raw: string; readonly tail: boolean }): ReactElement => {
  const { nodes } = parseBlock(tail ? completeBlock(raw) : raw)
  if (nodes === null) return <PlainBlock text={raw} />
  return <NodeViews nodes={tail ? completeNodes(nodes) : nodes} tail={tail} script={scriptOf(raw)} />
}

const BlockNow = ({ block, plain, tail }: BlockViewProps): ReactElement => {
  if (block.type === 'code')
    return <CodeView {...readFence(block)} writing={tail && !block.closed} plain={plain} />
  if (plain || block.type === 'plain') return <PlainBlock text={block.raw} />
  return <FlowBlock raw={block.raw} tail={tail} />
}

export const BlockView = memo(
  BlockNow,
  (before, after) =>
    before.block.raw === after.block.raw &&
    before.block.type === after.block.type &&
    before.block.closed === after.block.closed &&
    before.plain === after.plain &&
    before.tail === after.tail,
)
