/**
 * Characters that are in a text and cannot be seen: direction overrides that make code read otherwise than it
 * runs, zero-width ones that hide words or make two names look alike. In code they are shown by their numbers.
 */

/** A piece of text as it is, or a run of hidden characters by the label that stands for it. */
export type VisiblePiece = string | { readonly label: string }

/** First and last code points of what is hidden, and why it is. */
const hiddenRanges: readonly (readonly [number, number])[] = [
  // Controls, but for tab and line end.
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul and Khmer fillers, Mongolian separators.
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  // Zero width, joiners, direction marks, line separators, overrides, invisible operators, isolates.
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  // Variation selectors, the byte order mark, a half-width filler, annotation marks.
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  // Shorthand and music controls, tags and more variation selectors, in which whole texts have been hidden.
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
]

const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`

const hidden = new RegExp(
  `[${hiddenRanges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('')}]+`,
  'gu',
)

const joinerOrSelector = /^(?:\u200c|\u200d|[\ufe00-\ufe0f]){1,2}$/u
const needsJoiner =
  /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Emoji_Component}|\p{Script=Arabic}|\p{Script=Bengali}|\p{Script=Devanagari}|\p{M})$/u

/** One or two joiners or selectors after an emoji, an Arabic or an Indic letter are how those are written. */
const isExcused = (run: string, before: string): boolean =>
  joinerOrSelector.test(run) && needsJoiner.test(before)

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

const labelOf = (run: string): string => {
  const characters = Array.from(run)
  const [first = ''] = characters
  const mixed = characters.some(character => character !== first)
  return `${codePoint(first)}${mixed ? '…' : ''}${characters.length > 1 ? ` ×${characters.length}` : ''}`
}

/** Pieces one text is cut into; behind that many the rest of the hidden characters is left out. */
const mostPieces = 400

export const visiblePieces = (text: string): readonly VisiblePiece[] => {
  if (text.search(hidden) < 0) return [text]
  const pieces: VisiblePiece[] = []
  let plain = ''
  let from = 0
  for (const match of text.matchAll(hidden)) {
    const [run] = match
    plain += text.slice(from, match.index)
    from = match.index + run.length
    if (isExcused(run, plain.slice(-2))) plain += run
    else {
      if (plain !== '') pieces.push(plain)
      pieces.push({ label: labelOf(run) })
      plain = ''
      if (pieces.length >= mostPieces) break
    }
  }
  plain += text.slice(from).replace(pieces.length >= mostPieces ? hidden : '', '')
  if (plain !== '') pieces.push(plain)
  return pieces
}
