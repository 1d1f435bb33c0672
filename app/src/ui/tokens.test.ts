/** The contrasts that look.md promises, by WCAG 2.2, for both sides of every token. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '@weft/shared/assert.ts'
import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

const sides = { light: 0, dark: 1 } as const
type Side = keyof typeof sides

const colourOf = (token: string, side: Side): string => {
  const found = new RegExp(`${token}:\\s*light-dark\\((#[0-9a-f]{3,8}),\\s*(#[0-9a-f]{3,8})\\)`).exec(css)
  return must(found?.[sides[side] + 1], `${token} in tokens.css`)
}

const channels = (hex: string): readonly number[] =>
  [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)

const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = channels(hex).map(value =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const papers = ['--paper', '--paper-side', '--paper-raised', '--paper-tint']

const pairs: readonly (readonly [ink: string, paper: string, atLeast: number])[] = [
  ...['--ink', '--ink-2', '--ink-3'].flatMap(ink => papers.map(paper => [ink, paper, 4.5] as const)),
  ...['--accent', '--danger', '--caution', '--good'].flatMap(dye =>
    ['--paper', '--paper-raised'].map(paper => [dye, paper, 4.5] as const),
  ),
  ['--accent', '--paper-side', 4.5],
  ['--accent', '--accent-tint', 4.5],
  ['--danger', '--danger-tint', 4.5],
  ['--caution', '--caution-tint', 4.5],
  ['--good', '--good-tint', 4.5],
  ['--on-accent', '--accent', 4.5],
  ['--on-accent', '--accent-hover', 4.5],
  ['--on-danger', '--danger', 4.5],
  ['--on-danger', '--danger-hover', 4.5],
  ...['--code-word', '--code-text', '--code-figure', '--code-note'].map(
    dye => [dye, '--paper-tint', 4.5] as const,
  ),
  ...papers.map(paper => ['--line-control', paper, 3] as const),
]

test.each(Object.keys(sides))('%s: text 4.5, bounds of controls 3', side => {
  const isSide = (name: string): name is Side => name in sides
  if (!isSide(side)) throw new Error(side)
  const short = pairs
    .map(([ink, paper, atLeast]) => ({
      pair: `${ink} on ${paper}`,
      atLeast,
      is: contrast(colourOf(ink, side), colourOf(paper, side)),
    }))
    .filter(({ is, atLeast }) => is < atLeast)
  expect(short).toEqual([])
})

test('the measure itself is right', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
