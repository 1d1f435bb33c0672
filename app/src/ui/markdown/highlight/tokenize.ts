/** Code to dyed lines, group by group, with Shiki's JavaScript engine. Knows nothing of workers. */

import { codeToTokensBase, createShikiPrimitive, getLastGrammarState } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import type { GrammarState, LanguageRegistration, ThemedToken } from 'shiki/types'
import { limits } from '../limits.ts'
import { type DyedLine, linesPerGroup } from './protocol.ts'
import { dyeOfColour, dyeTheme } from './theme.ts'

/**
 * Milliseconds for one line, looked at between two rules: the first lines of a language also build its patterns,
 * on a slow phone for long. A single pattern that hangs is ended by the page.
 */
const lineMilliseconds = 1_000

const dyeLine = (tokens: readonly ThemedToken[]): DyedLine => {
  const line: number[] = []
  for (const token of tokens) {
    const dye = dyeOfColour(token.color)
    const last = line.length - 1
    if (line[last] === dye) line[last - 1] = (line[last - 1] ?? 0) + token.content.length
    else line.push(token.content.length, dye)
  }
  if (line.at(-1) === 0) line.length -= 2
  return line
}

export interface Tokenizer {
  /** Makes `language` known; the grammars it needs inside come with it. */
  readonly learn: (language: string, grammars: LanguageRegistration[]) => void
  readonly knows: (language: string) => boolean
  /** The groups of `text` in order, each computed when it is asked for. */
  readonly tokenize: (language: string, text: string) => Generator<readonly DyedLine[]>
}

export const createTokenizer = (): Tokenizer => {
  const known = new Set<string>()
  const shiki = createShikiPrimitive({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [dyeTheme],
    langs: [],
    warnings: false,
  })

  const tokenizeGroup = (language: string, text: string, grammarState: GrammarState | undefined) =>
    codeToTokensBase(shiki, text, {
      lang: language,
      theme: dyeTheme.name ?? '',
      tokenizeMaxLineLength: limits.codeLineCharacters,
      tokenizeTimeLimit: lineMilliseconds,
      ...(grammarState ? { grammarState } : {}),
    })

  return {
    learn: (language, grammars) => {
      shiki.loadLanguageSync(...grammars)
      known.add(language)
    },
    knows: language => known.has(language),
    tokenize: function* (language, text) {
      const lines = text.split('\n')
      let state: GrammarState | undefined
      for (let at = 0; at < lines.length; at += linesPerGroup) {
        const tokens = tokenizeGroup(language, lines.slice(at, at + linesPerGroup).join('\n'), state)
        state = getLastGrammarState(shiki, tokens)
        yield tokens.map(dyeLine)
      }
    },
  }
}
