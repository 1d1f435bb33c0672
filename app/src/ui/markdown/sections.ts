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

/** What is drawn as one: a section, or several that are not formatted yet. */
export interface DrawnSection {
  readonly key: string
  readonly blocks: readonly TextBlock[]
  readonly plain: boolean
}

/** Sections that are drawn as one while none of them is formatted: few elements for a text of a megabyte. */
const plainBundle = 8

/**
 * The sections of which `formatted` in weight may be formatted, the rest in bundles. A bundle begins at a fixed
 * place, so that it stays the same while the text grows and while formatting has not come to it.
 */
export const bundleSections = (sections: readonly Section[], formatted: number): readonly DrawnSection[] => {
  const drawn: DrawnSection[] = []
  for (let start = 0; start < sections.length; start += plainBundle) {
    const bundle = sections.slice(start, start + plainBundle)
    const isPlain = bundle.length === plainBundle && bundle.every(each => each.weightBefore >= formatted)
    if (isPlain) drawn.push({ key: `b${start}`, blocks: bundle.flatMap(each => each.blocks), plain: true })
    else
      bundle.forEach(({ blocks, weightBefore }, index) => {
        drawn.push({ key: `${start + index}`, blocks, plain: weightBefore >= formatted })
      })
  }
  return drawn
}

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
