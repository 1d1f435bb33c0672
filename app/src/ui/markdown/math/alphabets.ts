/**
 * Letters of other faces by their own characters. Browsers draw `mathvariant="normal"` and nothing else, so ℝ, 𝐱 and
 * 𝓛 must be written with the characters that Unicode has for them.
 */

interface Alphabet {
  /** Code points of A, a and 0 in the face; 0 where the face has none. */
  readonly capital: number
  readonly small: number
  readonly digit: number
  /** Letters that had a code point before the alphabet was made. */
  readonly elsewhere: string
}

const alphabets: Readonly<Record<string, Alphabet>> = {
  bold: { capital: 0x1d400, small: 0x1d41a, digit: 0x1d7ce, elsewhere: '' },
  italic: { capital: 0x1d434, small: 0x1d44e, digit: 0, elsewhere: 'hℎ' },
  'bold-italic': { capital: 0x1d468, small: 0x1d482, digit: 0x1d7ce, elsewhere: '' },
  script: { capital: 0x1d49c, small: 0x1d4b6, digit: 0, elsewhere: 'BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ' },
  'bold-script': { capital: 0x1d4d0, small: 0x1d4ea, digit: 0, elsewhere: '' },
  fraktur: { capital: 0x1d504, small: 0x1d51e, digit: 0, elsewhere: 'CℭHℌIℑRℜZℨ' },
  'bold-fraktur': { capital: 0x1d56c, small: 0x1d586, digit: 0, elsewhere: '' },
  'double-struck': { capital: 0x1d538, small: 0x1d552, digit: 0x1d7d8, elsewhere: 'CℂHℍNℕPℙQℚRℝZℤ' },
  'sans-serif': { capital: 0x1d5a0, small: 0x1d5ba, digit: 0x1d7e2, elsewhere: '' },
  'bold-sans-serif': { capital: 0x1d5d4, small: 0x1d5ee, digit: 0x1d7ec, elsewhere: '' },
  'sans-serif-italic': { capital: 0x1d608, small: 0x1d622, digit: 0, elsewhere: '' },
  'sans-serif-bold-italic': { capital: 0x1d63c, small: 0x1d656, digit: 0x1d7ec, elsewhere: '' },
  monospace: { capital: 0x1d670, small: 0x1d68a, digit: 0x1d7f6, elsewhere: '' },
}

/** Code points of Α and α in the faces that have Greek letters. */
const greek: Readonly<Record<string, readonly [number, number]>> = {
  bold: [0x1d6a8, 0x1d6c2],
  italic: [0x1d6e2, 0x1d6fc],
  'bold-italic': [0x1d71c, 0x1d736],
}

const inRange = (character: string, first: string, last: string): boolean =>
  character >= first && character <= last

const shift = (character: string, from: string, to: number): string =>
  String.fromCodePoint((character.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0) + to)

const toFace = (character: string, variant: string, alphabet: Alphabet): string => {
  const elsewhere = alphabet.elsewhere.indexOf(character)
  if (elsewhere >= 0 && elsewhere % 2 === 0) return alphabet.elsewhere[elsewhere + 1] ?? character
  if (inRange(character, 'A', 'Z')) return shift(character, 'A', alphabet.capital)
  if (inRange(character, 'a', 'z')) return shift(character, 'a', alphabet.small)
  if (inRange(character, '0', '9') && alphabet.digit > 0) return shift(character, '0', alphabet.digit)
  const [capital, small] = greek[variant] ?? []
  if (capital !== undefined && inRange(character, 'Α', 'Ω')) return shift(character, 'Α', capital)
  if (small !== undefined && inRange(character, 'α', 'ω')) return shift(character, 'α', small)
  return character
}

/** `text` in the face that `mathvariant` names; unchanged for `normal` and what Unicode has no letters for. */
export const inAlphabet = (text: string, variant: string): string => {
  const alphabet = alphabets[variant]
  return alphabet === undefined
    ? text
    : Array.from(text, letter => toFace(letter, variant, alphabet)).join('')
}
