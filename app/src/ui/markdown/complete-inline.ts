/**
 * Completes the end of inline text that is still being written: open emphasis and code are closed, a link shows
 * its words before its address is there, an unfinished image or formula waits. One pass from the left, following
 * CommonMark's rules for what can open and close, as far as the last few characters need them.
 */

/** Formulas longer than this are shown as they come rather than held back. */
const longestHeldMath = 2_000

interface Opening {
  readonly marker: string
  length: number
}

interface Scan {
  readonly text: string
  at: number
  readonly open: Opening[]
  /** Set when the text ends here; what follows is held back. */
  end: number | null
  /** Marks to write behind the end before the emphasis is closed. */
  suffix: string
  /** Positions of brackets to leave out. */
  readonly dropped: number[]
  /** Where each bracket that is closed is closed. */
  readonly closeByOpen: ReadonlyMap<number, number>
  /** Where each closing mark last stands: an opening behind that is not searched for again. */
  readonly lastByMark: Map<string, number>
}

const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character)
const isPunctuation = (character: string | undefined): boolean =>
  character !== undefined && /[\p{P}\p{S}]/u.test(character)

const runLength = (text: string, at: number): number => {
  let end = at
  while (text[end] === text[at]) end += 1
  return end - at
}

/** The next `mark` from `from` on, or -1; a text without one is searched once and not for every opening. */
const findMark = ({ text, lastByMark }: Scan, mark: string, from: number): number => {
  const last = lastByMark.get(mark) ?? text.lastIndexOf(mark)
  lastByMark.set(mark, last)
  return last < from ? -1 : text.indexOf(mark, from)
}

const scanEscape = (scan: Scan): void => {
  const { text, at } = scan
  const marker = text[at + 1]
  if (marker === undefined) scan.end = at
  else if (marker === '(' || marker === '[') {
    const close = findMark(scan, marker === '(' ? '\\)' : '\\]', at + 2)
    if (close >= 0) scan.at = close + 2
    else if (text.length - at <= longestHeldMath) scan.end = at
    else scan.at = at + 2
  } else scan.at = at + 2
}

const scanCode = (scan: Scan): void => {
  const { text, at } = scan
  const length = runLength(text, at)
  for (let close = text.indexOf('`', at + length); close >= 0; close = text.indexOf('`', close)) {
    const closing = runLength(text, close)
    if (closing === length) {
      scan.at = close + length
      return
    }
    close += closing
  }
  const inside = text.slice(at + length).replace(/`+$/, '')
  if (inside.trim() === '') scan.end = at
  else {
    scan.end = at + length + inside.length
    scan.suffix = '`'.repeat(length)
  }
}

const scanDollar = (scan: Scan): void => {
  const { text, at } = scan
  const length = text[at + 1] === '$' ? 2 : 1
  const close = findMark(scan, '$'.repeat(length), at + length)
  if (close >= 0) {
    scan.at = length === 2 ? close + 2 : isSpace(text[close - 1]) ? at + 1 : close + 1
    return
  }
  const rest = text.slice(at + length)
  const words = /\s/.test(rest)
  const likelyMath = length === 2 || /[\\^_{}]/.test(rest) || (!words && !/^\d/.test(rest))
  if (likelyMath && !isSpace(rest[0] ?? 'x') && rest.length <= longestHeldMath) scan.end = at
  else scan.at = at + length
}

/** Pairs of brackets, found in one pass: of an opening, the index of what closes it. */
const pairBrackets = (text: string): ReadonlyMap<number, number> => {
  const closeByOpen = new Map<number, number>()
  const square: number[] = []
  const round: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\') at += 1
    else if (character === '[') square.push(at)
    else if (character === '(') round.push(at)
    else if (character === ']' || character === ')') {
      const open = (character === ']' ? square : round).pop()
      if (open !== undefined) closeByOpen.set(open, at)
    }
  }
  return closeByOpen
}

const scanBracket = (scan: Scan): void => {
  const { text, at, closeByOpen } = scan
  const image = text[at - 1] === '!'
  const label = closeByOpen.get(at) ?? -1
  const address = label >= 0 && text[label + 1] === '('
  const complete = address ? closeByOpen.has(label + 1) : label >= 0 && label < text.length - 1
  scan.at = at + 1
  if (complete) {
    if (address) scan.at = image ? label + 1 : at + 1
    return
  }
  if (image || text[at + 1] === '^' || at === text.length - 1) scan.end = image ? at - 1 : at
  else {
    scan.dropped.push(at)
    if (label >= 0) scan.end = label
  }
}

const scanAngle = (scan: Scan): void => {
  const rest = scan.text.slice(scan.at)
  if (/^<(?:b(?:r\s*\/?)?)?$/i.test(rest)) scan.end = scan.at
  else if (/^<(?:[a-z]{1,6}|(?:https?:|mailto:)[^\s>]*)$/i.test(rest)) scan.dropped.push(scan.at)
  scan.at += 1
}

const scanEntity = (scan: Scan): void => {
  if (/^&(?:#\w{0,7}|am?p?|lt?|gt?|qu?o?t?|nb?s?p?)?$/.test(scan.text.slice(scan.at, scan.at + 10)))
    scan.end = scan.at
  else scan.at += 1
}

const closeOpenings = (open: Opening[], marker: string, length: number): number => {
  let left = length
  for (;;) {
    const index = open.findLastIndex(opening => opening.marker === marker)
    const opening = open[index]
    if (opening === undefined || left === 0) return left
    open.length = index + 1
    const taken = Math.min(opening.length, left)
    opening.length -= taken
    left -= taken
    if (opening.length === 0) open.pop()
  }
}

const scanEmphasis = (scan: Scan): void => {
  const { text, at } = scan
  const marker = text[at] ?? ''
  const length = runLength(text, at)
  const before = text[at - 1]
  const after = text[at + length]
  scan.at = at + length
  if (after === undefined) {
    scan.end = at
    return
  }
  if (marker === '~' && length < 2) return
  const leftFlanking = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
  const rightFlanking = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
  const inWord = marker === '_' && leftFlanking && rightFlanking
  const left = rightFlanking && !inWord ? closeOpenings(scan.open, marker, length) : length
  if (left > 0 && leftFlanking && !inWord) scan.open.push({ marker, length: left })
}

const scanNext = (scan: Scan): void => {
  switch (scan.text[scan.at]) {
    case '\\':
      return scanEscape(scan)
    case '`':
      return scanCode(scan)
    case '$':
      return scanDollar(scan)
    case '[':
      return scanBracket(scan)
    case '<':
      return scanAngle(scan)
    case '&':
      return scanEntity(scan)
    case '*':
    case '_':
    case '~':
      return scanEmphasis(scan)
    default:
      scan.at += 1
  }
}

export const completeInline = (text: string): string => {
  const scan: Scan = {
    text,
    at: 0,
    open: [],
    end: null,
    suffix: '',
    dropped: [],
    closeByOpen: text.includes('[') ? pairBrackets(text) : new Map(),
    lastByMark: new Map(),
  }
  while (scan.at < text.length && scan.end === null) scanNext(scan)
  if (scan.end === null && scan.open.length === 0 && scan.dropped.length === 0) return text

  let kept = ''
  let from = 0
  for (const at of scan.dropped) {
    kept += text.slice(from, at)
    from = at + 1
  }
  kept += text.slice(from, scan.end ?? text.length) + scan.suffix
  const closers = scan.open
    .map(({ marker, length }) => marker.repeat(length))
    .reverse()
    .join('')
  return closers === '' ? kept : `${kept.trimEnd()}${closers}`
}
