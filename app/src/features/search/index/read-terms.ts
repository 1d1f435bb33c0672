/**
 * From text to terms, in one way for what is indexed, what is asked and what is marked.
 *
 * A word is a run of letters, marks and digits (the vowel signs of Bengali are marks). Where a script has no blanks, there
 * are no such runs: Chinese and Japanese are read by overlapping pairs of characters (Lucene's CJKBigramFilter), Thai,
 * Lao, Khmer and Burmese by the browser's dictionary. A name of code that is written in one is found by its pieces too.
 */

import type { FoldedText } from '../fold-text.ts'
import { foldText } from '../fold-text.ts'
import { arabicStems } from './arabic-stems.ts'
import { wordPieces } from './word-pieces.ts'

export type TermKind =
  /** As it stands. */
  | 'word'
  /** Two neighbours in a run of Chinese or Japanese. */
  | 'pair'
  /** A character that no pair begins with. */
  | 'single'
  /** A word between others of a script without blanks. */
  | 'segment'
  /** Korean: a word with whatever hangs on behind it. */
  | 'eojeol'
  /** More ways to find the word before it, at its place. */
  | 'piece'
  | 'stem'

/** `position` counts words; `start` and `end` are units of the folded text. */
export type TakeTerm = (term: string, kind: TermKind, position: number, start: number, end: number) => void

/** What of a term is kept: what lies in no dictionary of words (base 64, a hash) is still found by its beginning. */
const longestTerm = 64

const cjk = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\u3099\u309a]+`
const unspaced = String.raw`[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u0e33\u0eb3]+`
const hangul = String.raw`\p{Script=Hangul}+`
const ownRuns = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc\u3099\u309a`
const word = String.raw`(?:(?![${ownRuns}])[\p{L}\p{M}\p{N}])+`
const runs = new RegExp(`(${cjk})|(${unspaced})|(${hangul})|(${word})`, 'gu')
const asciiRuns = /[a-z0-9]+/g

const isAscii = (text: string): boolean => !/[\u0080-\uffff]/.test(text)

/** Of ASCII, folding changes the case of letters only, and each stays where it is. */
export const foldForTerms = (text: string): FoldedText =>
  isAscii(text) ? { text: text.toLowerCase(), from: [], original: text } : foldText(text)

/** Calls `take` for each term, in the order of their positions; gives the first position after them. */
export const readTerms = (folded: FoldedText, take: TakeTerm, first = 0): number => {
  const { text, original, from } = folded
  let position = first

  const takeWord = (term: string, start: number, end: number): void => {
    take(term.slice(0, longestTerm), 'word', position, start, end)
    const written = from.length === 0 ? original.slice(start, end) : original.slice(from[start], from[end])
    // Where folding has changed the length, places inside the word are not what they were.
    if (written.length >= end - start) {
      for (const piece of wordPieces(written.slice(0, end - start))) {
        const at = start + piece.start
        take(text.slice(at, at + piece.text.length), 'piece', position, at, at + piece.text.length)
      }
    }
    if (term.charCodeAt(0) >= 0x600 && term.charCodeAt(0) < 0x700) {
      for (const stem of arabicStems(term)) take(stem, 'stem', position, start, end)
    }
    position += 1
  }

  if (from.length === 0) {
    for (const match of text.matchAll(asciiRuns)) {
      takeWord(match[0], match.index, match.index + match[0].length)
    }
    return position
  }
  for (const match of text.matchAll(runs)) {
    const start = match.index
    const [run, chinese, thai, korean] = match
    if (chinese !== undefined) position = takePairs(run, start, position, take)
    else if (thai !== undefined) position = takeSegments(run, start, position, take)
    else if (korean !== undefined) {
      take(run.normalize('NFC').slice(0, longestTerm), 'eojeol', position, start, start + run.length)
      position += 1
    } else takeWord(run.normalize('NFC'), start, start + run.length)
  }
  return position
}

/** One character and the voicing marks that folding has parted from it. */
const clusters = /.[\u3099\u309a]*/gsu

const takePairs = (run: string, start: number, first: number, take: TakeTerm): number => {
  const characters = [...run.matchAll(clusters)]
  let position = first
  for (const [index, match] of characters.entries()) {
    const from = start + match.index
    const next = characters[index + 1]
    const written = next === undefined ? match[0] : match[0] + next[0]
    take(
      written.normalize('NFC'),
      next === undefined ? 'single' : 'pair',
      position,
      from,
      from + written.length,
    )
    position += 1
  }
  return position
}

let segmenter: Intl.Segmenter | undefined

const takeSegments = (run: string, start: number, first: number, take: TakeTerm): number => {
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' })
  let position = first
  for (const { segment, index } of segmenter.segment(run)) {
    take(segment.slice(0, longestTerm), 'segment', position, start + index, start + index + segment.length)
    position += 1
  }
  return position
}
