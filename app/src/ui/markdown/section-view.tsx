/** One section of a text, formatted or plain. Drawn again only when one of its blocks is another. */

import { memo, type ReactElement } from 'react'
import { BlockView } from './block-view.tsx'
import { limits } from './limits.ts'
import { PlainBlock } from './plain-block.tsx'
import type { TextBlock } from './split-blocks.ts'

export interface SectionViewProps {
  readonly blocks: readonly TextBlock[]
  /** Not formatted yet. */
  readonly plain: boolean
  /** The section at the end of a text that is still being written. */
  readonly tail: boolean
}

/** Plain blocks joined to as few elements as can be; a long piece of code is drawn as code even so. */
const plainRuns = (blocks: readonly TextBlock[]): readonly (TextBlock | string)[] => {
  const runs: (TextBlock | string)[] = []
  for (const block of blocks) {
    const last = runs.at(-1)
    if (block.type === 'code' && block.raw.length > limits.sectionCharacters) runs.push(block)
    else if (typeof last === 'string') runs[runs.length - 1] = last + block.raw
    else runs.push(block.raw)
  }
  return runs
}

const SectionNow = ({ blocks, plain, tail }: SectionViewProps): readonly ReactElement[] =>
  plain
    ? plainRuns(blocks).map((run, index) =>
        typeof run === 'string' ? (
          <PlainBlock key={index} text={run} />
        ) : (
          <BlockView key={index} block={run} plain tail={false} />
        ),
      )
    : blocks.map((block, index) => (
        <BlockView key={index} block={block} plain={false} tail={tail && index === blocks.length - 1} />
      ))

export const SectionView = memo(
  SectionNow,
  (before, after) =>
    before.plain === after.plain &&
    before.tail === after.tail &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
)
