/**
 * A model's text as React elements. It is never an HTML string: every element on the page comes from a switch
 * over parsed tokens, so text cannot bring an element, an attribute or an address of its own.
 *
 * The text is cut into blocks, each drawn by a memoised view: while an answer streams, only its last block is
 * parsed and drawn again. A long text appears plain and is formatted in steps.
 */

import type { ReactElement } from 'react'
import { holdBackLine } from './complete-tail.ts'
import { DefinitionsContext } from './definitions-context.ts'
import styles from './prose.module.css'
import { SectionView } from './section-view.tsx'
import { bundleSections, groupSections } from './sections.ts'
import { useBlockReader } from './use-block-reader.ts'
import { useDefinitions } from './use-definitions.ts'
import { useFormattedWeight } from './use-formatted-weight.ts'
import { useStill } from './use-still.ts'

export interface MarkdownProps {
  /** The markdown as the model wrote it; while it streams, each text begins with the one before. */
  readonly text: string
  /** True while more text may come: half-written constructs at the end are completed, and a caret stands there. */
  readonly streaming?: boolean
}

export const Markdown = ({ text, streaming = false }: MarkdownProps): ReactElement => {
  const reader = useBlockReader()
  const blocks = reader.read(streaming ? holdBackLine(text) : text)
  const definitions = useDefinitions(blocks)
  const { sections, weight } = groupSections(blocks)
  const drawn = bundleSections(sections, useFormattedWeight(weight))
  const still = useStill(reader, streaming)

  return (
    <DefinitionsContext value={definitions}>
      <div className={styles.prose} data-still={still || undefined}>
        {drawn.map(({ key, blocks: own, plain }, index) => (
          <SectionView key={key} blocks={own} plain={plain} tail={streaming && index === drawn.length - 1} />
        ))}
        {streaming && blocks.length === 0 && <p data-caret />}
      </div>
    </DefinitionsContext>
  )
}
