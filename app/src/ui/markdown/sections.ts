/**
 * Blocks in runs of a screen or so. A long text is formatted section by section, and while one grows, only its
 * last section is looked at. Weights are characters plus what the elements of a block cost.
 */

import { limits } from './limits.ts'
import type { TextBlock } from './split-blocks.ts'

export interface Section {
  readonly blocks: readonly TextBlock[]
  /** The weight of all sections before. */
  readonly weightBefore: number
}

export interface Sections {
  readonly sections: readonly Section[]
  readonly weight: number
}

const weightOf = (block: TextBlock): number =>
  block.type === 'code'
    ? limits.codeWeight + Math.min(block.raw.length, limits.sectionCharacters)
    : limits.flowWeight + block.raw.length

export const groupSections = (blocks: readonly TextBlock[]): Sections => {
  const sections: Section[] = []
  let group: TextBlock[] = []
  let weight = 0
  let weightBefore = 0
  for (const block of blocks) {
    group.push(block)
    weight += weightOf(block)
    if (weight - weightBefore < limits.sectionCharacters) continue
    sections.push({ blocks: group, weightBefore })
    group = []
    weightBefore = weight
  }
  if (group.length > 0) sections.push({ blocks: group, weightBefore })
  return { sections, weight }
}
