/**
 * Cuts the text of a message into passages that a model can turn into one vector each: along paragraphs, as many
 * together as fit. Each knows where it stands in the text. Nothing between two passages is left out but blanks, the
 * tail of a very long code block, and what lies beyond the last passage that a message may have. Pure.
 */

export interface Passage {
  /** UTF-16 units from the beginning of the message's text. */
  readonly offset: number
  readonly text: string
}

/** Raised when the same text gives other passages: every thread is then cut again. Texts that stay are not sent again. */
export const passagesVersion = 1

/** Of one passage: about 200 words of English, and less than the 512 tokens that small models read. */
const maxWeight = 1_200

/** A message of a whole book would hold up everything behind it; 100 passages are about 40 pages. */
const maxPassages = 100

/** A line of code says what it is about long before it ends. */
const maxCodeWeight = maxWeight

/** Letters outside Latin, Greek and Cyrillic cost about twice the tokens. */
const weightOf = (unit: number): number => (unit < 0x0530 ? 1 : 2)

export const toPassages = (text: string): readonly Passage[] => {
  const passages: Passage[] = []
  let open: Piece | undefined
  const close = (): void => {
    if (open) passages.push({ offset: open.start, text: text.slice(open.start, open.end) })
    open = undefined
  }
  for (const piece of toPieces(text)) {
    // What a code block lost of its end counts too, so it does not come back between two pieces.
    if (open && weigh(text, open.start, piece.end) > maxWeight) close()
    if (passages.length === maxPassages) return passages
    open = { start: open?.start ?? piece.start, end: piece.end }
  }
  close()
  return passages
}

const weigh = (text: string, start: number, end: number): number => {
  let weight = 0
  for (let at = start; at < end; at += 1) weight += weightOf(text.charCodeAt(at))
  return weight
}

interface Block {
  readonly start: number
  readonly end: number
  readonly isCode: boolean
}

const fence = /^ {0,3}(`{3,}|~{3,})/

/** Fenced code, closed or running on to the end, and paragraphs between blank lines. */
const toBlocks = (text: string): readonly Block[] => {
  const blocks: Block[] = []
  let open: { readonly start: number; readonly fence: string | undefined } | undefined
  let end = 0
  const close = (): void => {
    if (open) blocks.push({ start: open.start, end, isCode: open.fence !== undefined })
    open = undefined
  }
  let at = 0
  for (const line of text.split(/(?<=\n)/)) {
    const visible = line.trimEnd()
    const mark = fence.exec(line)?.[1]
    if (open?.fence !== undefined) {
      if (visible !== '') end = at + visible.length
      if (mark?.startsWith(open.fence) && visible.trimStart() === mark) close()
    } else if (mark !== undefined) {
      close()
      open = { start: at, fence: mark }
      end = at + visible.length
    } else if (visible === '') {
      close()
    } else {
      open ??= { start: at + (line.length - line.trimStart().length), fence: undefined }
      end = at + visible.length
    }
    at += line.length
  }
  close()
  return blocks
}

interface Piece {
  readonly start: number
  readonly end: number
}

function* toPieces(text: string): Generator<Piece> {
  for (const block of toBlocks(text)) {
    if (block.isCode) yield capped(text, block)
    else yield* paragraphPieces(text, block)
  }
}

const capped = (text: string, { start, end }: Block): Piece => {
  const fits = fittingEnd(text, start, end, maxCodeWeight)
  return { start, end: fits === end ? end : lastVisible(text, start, cutAt(text, start, fits, /\n/g)) }
}

/** A paragraph, or as many pieces of it as it takes: cut after a sentence, else after a word, else anywhere. */
function* paragraphPieces(text: string, block: Block): Generator<Piece> {
  let { start } = block
  while (start < block.end) {
    const fits = fittingEnd(text, start, block.end, maxWeight)
    const end = fits === block.end ? fits : cutAt(text, start, fits, sentenceEnd, /\s/g)
    yield { start, end: lastVisible(text, start, end) }
    start = end
    while (start < block.end && isBlank(text.charAt(start))) start += 1
  }
}

const sentenceEnd = /[.!?\u2026\u3002\uff01\uff1f\u0964\u061f]["'\u201d\u2019)\]]*\s|\n/g

const isBlank = (character: string): boolean => character.trim() === ''

const lastVisible = (text: string, start: number, end: number): number => {
  let at = end
  while (at > start && isBlank(text.charAt(at - 1))) at -= 1
  return at
}

/** As far as the weight allows, not between the two halves of a character. */
const fittingEnd = (text: string, start: number, end: number, limit: number): number => {
  let at = start
  for (let weight = 0; at < end; at += 1) {
    weight += weightOf(text.charCodeAt(at))
    if (weight > limit) break
  }
  const splits =
    at < end && /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1))
  return splits ? at - 1 : at
}

/** The last place in the second half where one of the signs stands; the first kind of sign that is there decides. */
const cutAt = (text: string, start: number, end: number, ...signs: readonly RegExp[]): number => {
  const middle = start + Math.floor((end - start) / 2)
  for (const sign of signs) {
    const last = [...text.slice(middle, end).matchAll(sign)].at(-1)
    if (last) return middle + last.index + last[0].length
  }
  return end
}
