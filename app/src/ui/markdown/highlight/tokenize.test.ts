import { describe, expect, test } from 'vitest'
import { codeLanguage } from '../languages.ts'
import { grammarLanguages, loadGrammar } from './grammars.ts'
import { type DyedLine, dyes, linesPerGroup } from './protocol.ts'
import { createTokenizer } from './tokenize.ts'

/** The dyed pieces of each line, without ink. */
const pieces = (text: string, lines: readonly DyedLine[]): readonly (readonly [string, string])[] =>
  text.split('\n').flatMap((line, index) => {
    const dyed = lines[index] ?? []
    const found: [string, string][] = []
    let from = 0
    for (let at = 0; at < dyed.length; at += 2) {
      const to = from + (dyed[at] ?? 0)
      const dye = dyes[dyed[at + 1] ?? 0] ?? 'ink'
      if (dye !== 'ink') found.push([dye, line.slice(from, to).trim()])
      from = to
    }
    return found
  })

const dye = async (language: string, text: string) => {
  const tokenizer = createTokenizer()
  const grammars = await loadGrammar(language)
  if (grammars === null) throw new Error(`no grammar for ${language}`)
  tokenizer.learn(language, grammars)
  return pieces(text, [...tokenizer.tokenize(language, text)].flat())
}

describe('code in ink and three dyes', () => {
  test('Python as in the look', async () => {
    const code = `from math import ceil
def f(n, z=1.96):
    """Doc."""
    return ceil(n**2) # note`
    expect(await dye('python', code)).toEqual([
      ['word', 'from'],
      ['word', 'import'],
      ['word', 'def'],
      ['figure', '1.96'],
      ['text', '"""Doc."""'],
      ['word', 'return'],
      ['figure', '2'],
      ['note', '# note'],
    ])
  })

  test('TypeScript: keywords, strings with code inside, numbers, comments', async () => {
    const found = await dye('typescript', 'const a = `x ${b + 1} y` // end')
    expect(found).toEqual([
      ['word', 'const'],
      ['text', '`x'],
      ['figure', '1'],
      ['text', 'y`'],
      ['note', '// end'],
    ])
  })

  test('TypeScript without its grammar is read by that of JavaScript, which a cold start has', async () => {
    const code = 'interface A { readonly b: string }\nconst f = async (a: A): Promise<number> => 1 // end'
    const noNetwork = () => Promise.reject(new Error('no network'))
    const tokenizer = createTokenizer()
    const grammars = await loadGrammar('typescript', {
      typescript: noNetwork,
      javascript: () => import('shiki/langs/javascript.mjs'),
    })
    tokenizer.learn('typescript', grammars ?? [])
    const found = pieces(code, [...tokenizer.tokenize('typescript', code)].flat())
    expect(found).toEqual(await dye('typescript', code))
    expect(await loadGrammar('typescript', { typescript: noNetwork })).toBeNull()
  })

  test('JSON keys are ink, values are not', async () => {
    expect(await dye('json', '{"a": "b", "c": 1, "d": true}')).toEqual([
      ['text', '"b"'],
      ['figure', '1'],
      ['figure', 'true'],
    ])
  })

  test('a group goes on where the last one ended', async () => {
    const text = `/*\n${'note\n'.repeat(linesPerGroup + 10)}*/ const a = 1`
    const found = await dye('javascript', text)
    expect(found.filter(([kind]) => kind === 'note').length).toBe(linesPerGroup + 12)
    expect(found.at(-2)).toEqual(['word', 'const'])
  })

  test('a line that is too long is left in ink, and the next is not', async () => {
    expect(await dye('javascript', `const a = "${'x'.repeat(5_000)}"\nconst b = 1`)).toEqual([
      ['word', 'const'],
      ['figure', '1'],
    ])
  })
})

test('every language with a grammar has one that can be loaded and tokenizes', {
  timeout: 60_000,
}, async () => {
  for (const language of grammarLanguages) {
    expect(codeLanguage(language)?.grammar, language).toBe(language)
    const tokenizer = createTokenizer()
    tokenizer.learn(language, (await loadGrammar(language)) ?? [])
    expect([...tokenizer.tokenize(language, 'a = "b" // 1\n')].flat(), language).toHaveLength(2)
  }
})

test('a language that is not listed has no grammar', async () => {
  expect(await loadGrammar('brainfuck')).toBeNull()
  expect(await loadGrammar('constructor')).toBeNull()
})
