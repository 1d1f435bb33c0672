/**
 * Characters that are in a text and cannot be seen: direction overrides that make code read otherwise than it
 * runs, zero-width ones that hide words or make two names look alike. In code they are shown by their numbers.
 */

/** A piece of text as it is, or a run of hidden characters by the label that stands for it. */
export type VisiblePiece = string | { readonly label: string }

/**
 * Controls, bidi marks and isolates, zero-width and invisible operators, fillers, tags, line separators. Joiners
 * and variation selectors are among them and excused below where scripts and emoji need them.
 */
const hidden =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]+/gu

const joinerOrSelector = /^[\u200c\u200d\ufe00-\ufe0f]{1,2}$/u
const needsJoiner =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Emoji_Component}\p{Script=Arabic}\p{Script=Bengali}\p{Script=Devanagari}\p{M}]$/u

/** One or two joiners or selectors after an emoji, an Arabic or an Indic letter are how those are written. */
const isExcused = (run: string, before: string): boolean =>
  joinerOrSelector.test(run) && needsJoiner.test(before)

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

const labelOf = (run: string): string => {
  const characters = [...run]
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
