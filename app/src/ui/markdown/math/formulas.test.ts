import { testClock } from '@weft/shared/testing/env.ts'
import { describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { inAlphabet } from './alphabets.ts'
import type { FormulaElement, FormulaNode } from './formula.ts'
import { createFormulas, type Formulas, type FormulaState } from './formulas.ts'
import { texToFormula } from './katex-formula.ts'

const formula: FormulaElement = { tag: 'math', attributes: {}, children: ['x'] }

const known = (formulas: Formulas, source: string, display = false): Promise<FormulaState> =>
  new Promise(resolve => formulas.whenKnown(source, display, resolve))

describe('formulas by their source', () => {
  /** Drawing one takes `cost` milliseconds of a clock moved by hand. */
  const createBench = (cost: number) => {
    const clock = testClock()
    const drawn: string[] = []
    const draw = (source: string) => {
      drawn.push(source)
      clock.jump(clock.now() + cost)
      return source === 'bad' ? null : formula
    }
    return { clock, drawn, formulas: createFormulas({ clock, load: async () => draw }) }
  }

  test('the first one waits for the engine, and those who wait hear of it', async () => {
    const { formulas, drawn } = createBench(0)
    expect(formulas.read('x', false)).toBe('waiting')
    expect(await known(formulas, 'x')).toBe(formula)
    expect(formulas.read('bad', false)).toBe('broken')
    expect(formulas.read('x', true)).toBe(formula)
    expect(drawn).toEqual(['x', 'bad', 'x'])
  })

  test('a flood of them is spread over slices', async () => {
    const { clock, formulas, drawn } = createBench(5)
    formulas.read('first', false)
    await known(formulas, 'first')
    clock.advance(1)
    drawn.length = 0
    const states = Array.from({ length: 20 }, (_, index) => formulas.read(`x_${index}`, false))
    expect(states.filter(state => state === 'waiting').length).toBe(17)
    for (let slice = 0; slice < 10; slice += 1) clock.advance(20)
    expect(drawn).toHaveLength(20)
    expect(formulas.read('x_19', false)).toBe(formula)
  })

  test('one that is too long is not tried', async () => {
    const { formulas, drawn } = createBench(0)
    formulas.read('x'.repeat(limits.mathCharacters + 1), true)
    expect(await known(formulas, 'x'.repeat(limits.mathCharacters + 1), true)).toBe('broken')
    expect(drawn).toEqual([])
  })

  test('an engine that cannot be loaded is asked for again with the next formula', async () => {
    let tries = 0
    const load = async () => {
      tries += 1
      if (tries === 1) throw new Error('offline')
      return () => formula
    }
    const formulas = createFormulas({ clock: testClock(), load })
    expect(formulas.read('x', false)).toBe('waiting')
    await Promise.resolve()
    await Promise.resolve()
    expect(formulas.read('y', false)).toBe('waiting')
    await known(formulas, 'y')
    expect(formulas.read('x', false)).toBe(formula)
    expect(tries).toBe(2)
  })
})

const texts = (node: FormulaNode): string =>
  typeof node === 'string' ? node : node.children.map(texts).join('')
const elements = (node: FormulaNode): readonly FormulaElement[] =>
  typeof node === 'string' ? [] : [node, ...node.children.flatMap(elements)]
const draw = (source: string): FormulaElement | null => texToFormula(source, true)

describe('TeX by KaTeX', () => {
  test('becomes MathML without annotations, with letters in their own characters', () => {
    const found = draw('\\frac{\\mathbf{x}^2}{\\mathbb{R}} \\text{ if } \\mathcal{L}')
    expect(found && texts(found)).toBe('𝐱2ℝ\u00a0if\u00a0ℒ')
    expect(found && elements(found).map(({ tag }) => tag)).toContain('mfrac')
  })

  test('aligned columns and matrices say where each cell stands', () => {
    const found = draw('\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}')
    const cells = found === null ? [] : elements(found).filter(({ tag }) => tag === 'mtd')
    expect(cells.map(({ attributes }) => attributes['data-align'])).toEqual([
      'right',
      'left',
      'right',
      'left',
    ])
  })

  test.each([
    '\\href{https://evil.example}{x}',
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://evil.example}',
    '\\includegraphics[height=1em]{https://evil.example/x.png}',
    '\\htmlClass{a}{x}',
    '\\htmlId{a}{x}',
    '\\htmlStyle{background:url(https://evil.example)}{x}',
    '\\htmlData{a=b}{x}',
    '\\frac{',
    '\\unknown',
    'x^2^3',
    '\\def\\a{\\a\\a}\\a',
    '\\def\\a{x}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c}\\d\\d\\d\\d\\d\\d\\d\\d',
    '{'.repeat(3_000),
    '\\frac{1}{'.repeat(2_000),
  ])('%s is refused, and the reader sees the source', source => {
    expect(draw(source)).toBeNull()
  })

  test('sizes are held down, and nothing but known attributes comes out', () => {
    const found = draw('\\rule{9999em}{9999em} \\kern9999em x \\color{red}{y} \\colorbox{blue}{z} \\boxed{w}')
    const all = found === null ? [] : elements(found)
    expect(all.length).toBeGreaterThan(5)
    for (const { attributes } of all) {
      for (const [name, value] of Object.entries(attributes)) {
        expect(name).toMatch(
          /^(display|stretchy|width|height|depth|voffset|mathvariant|data-enclosure|scriptlevel|displaystyle|lspace|rspace)$/,
        )
        expect(Number.parseFloat(value) || 0).toBeLessThanOrEqual(limits.mathSize)
      }
    }
  })

  test('a definition in one formula is not known in the next', () => {
    expect(draw('\\gdef\\mine{x}\\mine')).not.toBeNull()
    expect(draw('\\mine')).toBeNull()
  })
})

test.each([
  ['bold', 'xA1α', '𝐱𝐀𝟏𝛂'],
  ['italic', 'hx', 'ℎ𝑥'],
  ['double-struck', 'RCx1', 'ℝℂ𝕩𝟙'],
  ['script', 'LAe', 'ℒ𝒜ℯ'],
  ['fraktur', 'gC', '𝔤ℭ'],
  ['monospace', 'a1', '𝚊𝟷'],
  ['normal', 'x', 'x'],
  ['bold', '+é', '+é'],
])('letters in %s: %s', (variant, letters, written) => {
  expect(inAlphabet(letters, variant)).toBe(written)
})
