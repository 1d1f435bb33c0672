/** Sentences and paragraphs of a language. They mean nothing and have the lengths and the words of those that do. */

import type { Dice } from './dice.ts'
import { nextWord } from './vocabulary.ts'
import { isUnspaced, type Language, stopOf } from './words.ts'

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const phrase = (dice: Dice, language: Language, count: number): string => {
  const words = Array.from({ length: count }, () => nextWord(dice, language))
  if (!isUnspaced(language)) return words.join(' ')
  // A Latin word or a number stands apart in these, too.
  return words
    .map(word => (/^[\w]/.test(word) ? ` ${word} ` : word))
    .join('')
    .trim()
}

const comma: Readonly<Partial<Record<Language, string>>> = { zh: '，', ja: '、', ar: '، ', th: ' ' }

export const sentence = (dice: Dice, language: Language, asks = false): string => {
  const clauses = dice.chance(0.35) ? 2 : 1
  const text = Array.from({ length: clauses }, () => phrase(dice, language, dice.between(4, 11))).join(
    comma[language] ?? ', ',
  )
  const { said, asked } = stopOf[language]
  return capital(text) + (asks ? asked : said)
}

export const sentences = (dice: Dice, language: Language, count: number): string =>
  Array.from({ length: count }, () => sentence(dice, language))
    .join(isUnspaced(language) ? '' : ' ')
    .trim()

/** A few words without a stop: a title, a heading, a cell of a table. */
export const fewWords = (dice: Dice, language: Language, from = 2, to = 5): string =>
  capital(phrase(dice, language, dice.between(from, to)))
