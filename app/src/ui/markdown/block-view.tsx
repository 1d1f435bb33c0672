/** One block of a text. Drawn again only when its own text or its place at the end changes. */

import { memo, type ReactNode } from 'react'
import { CodeView } from './code-view.tsx'
import { completeBlock, completeNodes } from './complete-tail.ts'
import { readFence } from './fence.ts'
import { nodesToElements } from './block-elements.tsx'
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

const flowToElements = (raw: string, tail: boolean): ReactNode => {
  const { nodes } = parseBlock(tail ? completeBlock(raw) : raw)
  if (nodes === null) return <PlainBlock text={raw} />
  return nodesToElements(
    tail ? completeNodes(nodes) : nodes,
    { dir: 'auto', 'data-script': scriptOf(raw) },
    tail,
  )
}

const BlockNow = ({ block, plain, tail }: BlockViewProps): ReactNode => {
  if (block.type === 'code')
    return <CodeView {...readFence(block)} writing={tail && !block.closed} plain={plain} />
  if (plain || block.type === 'plain') return <PlainBlock text={block.raw} />
  return flowToElements(block.raw, tail)
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
