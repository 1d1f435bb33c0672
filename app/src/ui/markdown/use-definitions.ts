/**
 * Links and footnotes may be defined anywhere in a text, often at its end, so they are gathered from all blocks.
 * Few texts have any: only a block with a line that looks like one is parsed for them, and only once.
 */

import { useState } from 'react'
import { parseBlock } from './parse-block.ts'
import { noDefinitions } from './parse-inline.ts'
import type { Definitions } from './parser.ts'
import type { TextBlock } from './split-blocks.ts'

const definitionsByBlock = new WeakMap<TextBlock, Definitions>()

const definitionsOf = (block: TextBlock): Definitions => {
  if (!block.defines) return noDefinitions
  const found = definitionsByBlock.get(block) ?? parseBlock(block.raw).definitions
  definitionsByBlock.set(block, found)
  return found
}

/** The first definition of a label counts, as in CommonMark. */
const gather = (blocks: readonly TextBlock[]): Definitions => {
  const gathered: Record<string, Definitions[string]> = {}
  let any = false
  for (const block of blocks) {
    for (const [label, definition] of Object.entries(definitionsOf(block))) {
      gathered[label] ??= definition
      any = true
    }
  }
  return any ? gathered : noDefinitions
}

const isSame = (a: Definitions, b: Definitions): boolean => {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => a[key]?.href === b[key]?.href && a[key]?.title === b[key]?.title)
  )
}

/** The same value as long as nothing was added or changed, so that no view is drawn again for it. */
export const useDefinitions = (blocks: readonly TextBlock[]): Definitions => {
  const [definitions, setDefinitions] = useState(() => gather(blocks))
  const found = gather(blocks)
  if (isSame(found, definitions)) return definitions
  setDefinitions(found)
  return found
}
