/**
 * Text as it is compared when a person searches: without case, accents and other differences she would not type.
 * What carries the sense stays: the vowel signs of Bengali and other scripts of India are marks to Unicode, and
 * without them নদী and নদ would be one word.
 *
 * Arabic is folded as Lucene's ArabicNormalizer does it (forms of alef, teh marbuta, dotless yeh; vowel marks and
 * tatweel go), and the Persian forms of kaf and yeh with them. Digits of every script become Latin ones.
 */

export interface FoldedText {
  readonly text: string
  /** For each UTF-16 unit of `text`, where the character it came from begins in the original. */
  readonly from: readonly number[]
  readonly original: string
}

/** Combining accents of Latin, Greek and Cyrillic; vowel marks of Arabic and its tatweel; Hebrew points; joiners. */
const dropped =
  /[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]|\u0640|[\u00ad\u200b-\u200f\u2060\ufeff]|[\ufe00-\ufe0f]/g

const sameLetter: Readonly<Record<string, string>> = {
  ة: 'ه',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ٱ: 'ا',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
}

const decimal = /\p{Nd}/u
const zeroOf = (character: string): number => {
  // Digits of one script follow each other from zero, ten to a script (Unicode, chapter 4.6).
  let zero = character.codePointAt(0) ?? 0
  while (decimal.test(String.fromCodePoint(zero - 1)) && (character.codePointAt(0) ?? 0) - zero < 9) zero -= 1
  return zero
}

/** What was folded before. It holds at most every character there is; five thousand titles need a few hundred. */
const foldedByCharacter = new Map<string, string>()

const foldCharacter = (character: string): string => {
  const known = foldedByCharacter.get(character)
  if (known !== undefined) return known
  const folded = foldAnew(character)
  foldedByCharacter.set(character, folded)
  return folded
}

/** Thai and Lao *sara am*: one vowel to a reader, and to the segmenter, of which NFKD makes two that nothing joins again. */
const undivided = /[\u0e33\u0eb3]/

const foldAnew = (character: string): string => {
  const plain = undivided.test(character) ? character : character.normalize('NFKD').replace(dropped, '')
  // Upper case first: ß becomes ss, and both small sigmas become one.
  const lower = plain.toUpperCase().toLowerCase().replace(dropped, '')
  let folded = ''
  for (const letter of lower) {
    folded += decimal.test(letter)
      ? String((letter.codePointAt(0) ?? 0) - zeroOf(letter))
      : (sameLetter[letter] ?? letter)
  }
  return folded
}

/** Folds and remembers where everything came from, so that hits can be marked in the original. */
export const foldText = (original: string): FoldedText => {
  let text = ''
  const from: number[] = []
  let index = 0
  for (const character of original) {
    const folded = foldCharacter(character)
    for (let unit = 0; unit < folded.length; unit += 1) from.push(index)
    text += folded
    index += character.length
  }
  return { text, from, original }
}

/** A piece of the original: the first unit, and the unit after the last. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** The piece of the original that `length` units of the folded text from `start` came from, marks that follow included. */
export const originalRange = ({ from, original }: FoldedText, start: number, length: number): TextRange => ({
  start: from[start] ?? original.length,
  end: from.slice(start + length).find(index => index > (from[start + length - 1] ?? 0)) ?? original.length,
})
