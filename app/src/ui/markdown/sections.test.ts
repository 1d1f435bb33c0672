import { expect, test } from 'vitest'
import { bundleSections, groupSections } from './sections.ts'
import { splitBlocks } from './split-blocks.ts'

const sectionsOf = (paragraphs: number) =>
  groupSections(splitBlocks(`${'word '.repeat(200)}\n\n`.repeat(paragraphs)).blocks)

test('bundles lose no block and keep their order, whatever is formatted', () => {
  const { sections, weight } = sectionsOf(150)
  const all = sections.flatMap(({ blocks }) => blocks)
  for (let formatted = 0; formatted <= weight; formatted += 3_000)
    expect(bundleSections(sections, formatted).flatMap(({ blocks }) => blocks)).toEqual(all)
})

test('what is formatted stands alone, what is not is drawn as few', () => {
  const { sections, weight } = sectionsOf(150)
  const none = bundleSections(sections, 0)
  expect(none.every(({ plain }) => plain)).toBe(true)
  expect(none.length).toBeLessThan(sections.length / 8 + 8)
  const some = bundleSections(sections, 10_000)
  expect(some.filter(({ plain }) => !plain)).toHaveLength(
    sections.filter(({ weightBefore }) => weightBefore < 10_000).length,
  )
  expect(bundleSections(sections, weight).map(({ blocks }) => blocks)).toEqual(
    sections.map(({ blocks }) => blocks),
  )
})

test('a bundle stays the same piece while text is added below it', () => {
  const before = bundleSections(sectionsOf(80).sections, 0)
  const after = new Map(bundleSections(sectionsOf(90).sections, 0).map(each => [each.key, each.blocks]))
  for (const { key, blocks } of before.slice(0, -8)) expect(after.get(key)).toEqual(blocks)
})
