/**
 * Links and footnotes may be defined anywhere in a text, often at its end, so they are gathered from all blocks.
 * Few texts have any: a block is parsed for them only when it has a line that looks like one, and only once.
 */

import { useState } from 'react'
import { parseBlock } from './parse-block.ts'
import { noDefinitions } from './parse-inline.ts'
import type { Definitions } from './parser.ts'
import type { TextBlock } from './split-blocks.ts'

const definitionLine = /^[ \t>]*\[[^\]\n]{1,300}\]:/m

const definitionsByBlock = new WeakMap<TextBlock, Definitions>()

const definitionsOf = (block: TextBlock): Definitions => {
  if (block.type !== 'flow') return noDefinitions
  const known = definitionsByBlock.get(block)
  if (known !== undefined) return known
  const found = definitionLine.test(block.raw) ? parseBlock(block.raw).definitions : noDefinitions
  definitionsByBlock.set(block, found)
  return found
}

/** The first definition of a label counts, as in CommonMark. */
const gather = (blocks: readonly TextBlock[]): Definitions => {
  let gathered = noDefinitions
  for (const block of blocks) {
    const found = definitionsOf(block)
    if (found !== noDefinitions) gathered = { ...found, ...gathered }
  }
  return gathered
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
