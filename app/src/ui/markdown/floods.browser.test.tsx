import { describe, expect, test, vi } from 'vitest'
import { limits } from './limits.ts'
import { Markdown } from './markdown.tsx'
import { parser } from './parser.ts'
import { PlainText } from './plain-text.tsx'
import { mount } from './testing/mount.tsx'

const fence = '```'
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')

/** Texts that no model should write and some do, or are made to. Each has `last` somewhere near its end. */
const floods: Readonly<Record<string, string>> = {
  'a million line ends': `first${'\n'.repeat(1e6)}last`,
  'a line of 5 MB': `${'word '.repeat(1e6)}last`,
  'a line of 5 MB without a space': `${'x'.repeat(5e6)}last`,
  '1 MB of paragraphs': `${'Some **bold** words and `code`.\n\n'.repeat(30_000)}last`,
  'an answer of 100 KB': `${'## Title\n\nSome **bold** words, `code` and a [link](https://a.example).\n\n- one\n- two\n\n'.repeat(1_100)}last`,
  '100,000 emoji': `${'😀'.repeat(1e5)}last`,
  '100,000 overrides': `${'\u202e'.repeat(1e5)}last`,
  '100,000 characters of no width': `${'\u200b'.repeat(1e5)}last`,
  '100,000 marks on one letter': `a${'\u0301'.repeat(1e5)}last`,
  '10,000 quotes in each other': `${'> '.repeat(1e4)}last`,
  '10,000 lists in each other': `${'- '.repeat(1e4)}last`,
  'lists that go in with every line': `${lines(1_500, index => `${'  '.repeat(index)}- x`)}\nlast`,
  'a table of 20,000 cells': `|a|b|c|d|\n|-|-|-|-|\n${'|1|2|3|4|\n'.repeat(5_000)}|last|`,
  'a row of 10,000 cells': `${'|a'.repeat(1e4)}|\n${'|-'.repeat(1e4)}|\n|last|`,
  'short rows of a wide table': `${'|a'.repeat(190)}|\n${'|-'.repeat(190)}|\n${'|1|\n'.repeat(3_500)}|last|`,
  'emphasis without end': `${'*a **b '.repeat(2_000)}last`,
  'brackets without end': `${'['.repeat(11_000)}last`,
  'brackets in brackets': `${'['.repeat(5_500)}last${']'.repeat(5_500)}`,
  'images without end': `${'!['.repeat(5_500)}last`,
  'links in links': `${'[a](b'.repeat(2_200)}last`,
  'angles without end': `${'<a '.repeat(3_500)}last`,
  'backticks of every length': `${lines(150, index => '`'.repeat(index + 1)).replaceAll('\n', ' ')} last`,
  'dollars without end': `${'$a '.repeat(3_500)}last`,
  'formulas without end': `${'\\[x\n'.repeat(3_000)}last`,
  'addresses in addresses': `${'http://'.repeat(1_500)} last`,
  'mail addresses': `${'a@b.c '.repeat(1_800)}last`,
  definitions: `${lines(900, index => `[a${index}]: https://a.example/${index}`)}\n\nlast`,
  footnotes: `${lines(1_500, index => `[^${index}]: n`)}\n\nlast`,
  '400 formulas': `${'$x^2 + \\frac{a}{b}$ '.repeat(400)}last`,
  'a formula in 2,000 braces': `$${'{'.repeat(2_000)}x${'}'.repeat(2_000)}$ last`,
  'code of 5 MB': `last\n\n${fence}js\n${'const a = 1\n'.repeat(430_000)}${fence}`,
  'a line of code of 5 MB': `last\n\n${fence}js\n${'x'.repeat(5e6)}\n${fence}`,
  'a million lines of code': `last\n\n${fence}\n${'\n'.repeat(1e6)}${fence}`,
  'code full of what is not seen': `last\n\n${fence}\n${'a\u200b'.repeat(5e4)}\n${fence}`,
  '500 pieces of code': `${`${fence}js\nconst a = 1\n${fence}\n`.repeat(500)}last`,
}

const time = (action: () => void): number => {
  const start = performance.now()
  action()
  return performance.now() - start
}

/** Milliseconds this machine needs just now to lay out 200 KB of plain text: about 50 when it is left alone. */
const plainLayout = (): number => {
  const box = document.createElement('p')
  box.style.whiteSpace = 'pre-wrap'
  box.textContent = 'Some plain words in a line.\n'.repeat(7_400)
  document.body.append(box)
  const took = time(() => box.getBoundingClientRect())
  box.remove()
  return took
}

/** How much longer the views take here than in the app: React is the one for development, which checks itself. */
const development = 2

/**
 * The steps of `run` that take longer than 50 ms in the app, or than plain text takes at that moment on a machine that
 * does other things. `run` gives the milliseconds of each of its steps; a step counts by its fastest of up to six runs.
 */
const longSteps = (run: () => readonly number[]): readonly string[] => {
  let fastest: readonly number[] = []
  let allowed = 50 * development
  const tooLong = (): readonly number[] => fastest.filter(took => took > allowed)
  for (let attempt = 0; attempt < 6; attempt += 1) {
    fastest = run().map((took, index) => Math.min(took, fastest[index] ?? took))
    allowed = Math.max(allowed, plainLayout() * development)
    if (tooLong().length === 0) break
  }
  return tooLong().map(took => `${took.toFixed(0)} of ${allowed.toFixed(0)} ms`)
}

describe('a flood', { timeout: 300_000 }, () => {
  test.each(Object.entries(floods))('of %s is drawn in one short task, and stays readable', (_, text) => {
    let shown = ''
    const long = longSteps(() => {
      const mounted = mount()
      const milliseconds = time(() => {
        mounted.draw(<Markdown text={text} />)
        mounted.host.getBoundingClientRect()
      })
      shown = mounted.host.textContent ?? ''
      mounted.remove()
      return [milliseconds]
    })
    expect(long).toEqual([])
    expect(shown).toContain('last')
  })

  test.each(Object.entries(floods).map(([name, text]) => [name, text.slice(0, 40_000)] as const))(
    'of %s streams in short steps',
    (_, text) => {
      const step = 2_000
      const stream = (): readonly number[] => {
        const mounted = mount()
        const steps: number[] = []
        for (let end = step; end < text.length + step; end += step) {
          const took = time(() => {
            mounted.draw(<Markdown text={text.slice(0, end)} streaming />)
            mounted.host.getBoundingClientRect()
          })
          steps.push(took)
        }
        mounted.remove()
        return steps
      }
      expect(longSteps(stream)).toEqual([])
    },
  )

  test.each(Object.entries(floods))("of %s in a person's message is drawn in one short task", (_, text) => {
    const long = longSteps(() => {
      const mounted = mount()
      const milliseconds = time(() => {
        mounted.draw(<PlainText text={text.slice(0, 300_000)} />)
        mounted.host.getBoundingClientRect()
      })
      mounted.remove()
      return [milliseconds]
    })
    expect(long).toEqual([])
  })
})

test('a long answer is formatted to its end, step by step', async () => {
  const mounted = mount(<Markdown text={floods['an answer of 100 KB'] ?? ''} />)
  const formatted = (): number => mounted.host.querySelectorAll('h2').length
  expect(formatted()).toBeGreaterThan(20)
  expect(formatted()).toBeLessThan(limits.firstWeight / 60)
  await expect.poll(formatted, { timeout: 60_000 }).toBe(1_100)
  mounted.remove()
})

describe('the cost of a stream', () => {
  const part =
    'An answer of **ordinary** words, with `code` and a [link](https://a.example) here and there, as long as models write them.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst a = 1\n```\n\n'

  /** Characters given to the parser while `text` comes in pieces of about seventeen tokens, sixty times a second. */
  const parsedBy = (text: string): number => {
    const parse = vi.spyOn(parser.block, 'parse')
    const mounted = mount()
    for (let end = 0; end < text.length + 80; end += 80) {
      mounted.draw(<Markdown text={text.slice(0, end)} streaming />)
    }
    mounted.remove()
    const parsed = parse.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
    parse.mockRestore()
    return parsed
  }

  test('grows with the text and not with its square', () => {
    const short = parsedBy(part.repeat(10))
    const long = parsedBy(part.repeat(80))
    expect(short).toBeGreaterThan(part.length * 10)
    expect(short).toBeLessThan(part.length * 10 * 4)
    expect(long / short).toBeLessThan(9)
  })
})
