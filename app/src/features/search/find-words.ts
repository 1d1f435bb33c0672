/**
 * Where the words of a query stand in a text that is on the screen, so that they can be marked in it. It is not the search:
 * the index has found the message, and this looks for what a reader would expect to be marked. A word is marked where it
 * stands as it was searched for; where it does so nowhere, at the beginning of words; and where not even that, anywhere,
 * as inside a name of code that the index took apart. Pure.
 */

import { type FoldedText, foldText, originalRange, type TextRange } from './fold-text.ts'
import { mergeRanges } from './merge-ranges.ts'
import { type MarkedWord, wordsToMark } from './words-to-mark.ts'

export type FindWords = (text: string) => readonly TextRange[]

/** Looks for nothing where the query has no words, as when it is filters alone. */
export const createFindWords = (query: string): FindWords => {
  const needles = wordsToMark(query)
    .map(({ text, isBeginning }) => ({ text: foldText(text).text.trim(), isBeginning }))
    .filter(({ text }) => text !== '')
  if (needles.length === 0) return () => []
  return original => {
    const folded = foldText(original)
    return mergeRanges(needles.flatMap(needle => rangesOf(folded, needle)))
  }
}

const letter = /[\p{L}\p{M}\p{N}]/u
const isLetter = (text: string, index: number): boolean =>
  letter.test(String.fromCodePoint(text.codePointAt(index) ?? 0x20))

/** Scripts that put no spaces between words: a word may begin anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** What Arabic writes in one with the word behind it (Lucene's ArabicStemmer). */
const arabicBeginning = /(?:^|[^\p{L}\p{M}\p{N}])(?:ال|وال|بال|كال|فال|لل|و)$/u

const beginsWord = (text: string, index: number): boolean =>
  index === 0 ||
  // A pair of surrogates is looked at from its first half.
  !letter.test(text.slice(Math.max(0, index - 2), index).match(/.$/su)?.[0] ?? ' ') ||
  arabicBeginning.test(text.slice(Math.max(0, index - 5), index))

const rangesOf = (folded: FoldedText, { text: needle, isBeginning }: MarkedWord): readonly TextRange[] => {
  const { text } = folded
  const places: number[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) places.push(at)
  const isFree = unspaced.test(needle)
  const begun = isFree ? places : places.filter(at => beginsWord(text, at))
  const whole = isBeginning || isFree ? begun : begun.filter(at => !isLetter(text, at + needle.length))
  const shown = [whole, begun, places].find(found => found.length > 0) ?? []
  return shown.map(at => originalRange(folded, at, needle.length))
}
