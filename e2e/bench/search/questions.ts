/** What is asked of both engines: words that stand in the history, as often as they do there. */

export interface AskedQuestions {
  readonly kind: 'one word' | 'two words' | 'a phrase' | 'the beginning of a word' | 'a word with a filter'
  /** In Weft's language, and in FTS5's. */
  readonly questions: readonly { readonly text: string; readonly match: string; readonly where?: string }[]
}

const perKind = 60

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]{3,}/gu) ?? []

export const makeQuestions = (samples: readonly string[]): readonly AskedQuestions[] => {
  const texts = samples.map(wordsOf).filter(words => words.length > 6)
  const at = (number: number): readonly string[] => texts[(number * 7) % texts.length] ?? []
  const word = (number: number, step = 0): string => {
    const words = at(number)
    return words[(number * 13 + step) % words.length] ?? 'loom'
  }
  const make = (
    kind: AskedQuestions['kind'],
    toQuestion: (number: number) => AskedQuestions['questions'][number],
  ): AskedQuestions => ({
    kind,
    questions: Array.from({ length: perKind }, (_, number) => toQuestion(number)),
  })
  return [
    make('one word', number => ({ text: `${word(number)} `, match: `"${word(number)}"` })),
    make('two words', number => ({
      text: `${word(number)} ${word(number, 3)} `,
      match: `"${word(number)}" "${word(number, 3)}"`,
    })),
    make('a phrase', number => {
      const words = at(number)
      const from = (number * 13) % (words.length - 1)
      const phrase = words.slice(from, from + 2).join(' ')
      return { text: `"${phrase}"`, match: `"${phrase}"` }
    }),
    // Two to four letters, as they are typed.
    make('the beginning of a word', number => {
      const beginning = Array.from(word(number))
        .slice(0, 2 + (number % 3))
        .join('')
      return { text: beginning, match: `"${beginning}" *` }
    }),
    make('a word with a filter', number => ({
      text: `${word(number)} role:assistant after:2020`,
      match: `"${word(number)}"`,
      where: `AND role = 'assistant' AND time >= ${Date.UTC(2021, 0, 1)}`,
    })),
  ]
}
