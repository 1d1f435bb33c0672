/**
 * Cuts a text into top-level blocks, one line at a time, so that a text that only grows is never read twice.
 *
 * A block is a run of lines that means the same alone as in the whole text. The cut is cautious: two paragraphs
 * of one list stay together, and what a block holds is the parser's matter. The one idea: whether a new block
 * begins is decided by the state so far and one complete line, never by a later line. So what is settled stays
 * settled, and blocks built piece by piece equal the blocks of the whole. The last line, while it has no line
 * end, is read provisionally and read again when more of it has come.
 *
 * Joined, the `raw` of all blocks is the text.
 */

import {
  closesFence,
  contentColumn,
  type Fence,
  indentOf,
  interruptsAsItem,
  isRule,
  looksLikeDefinition,
  openFence,
  opensMath,
  startsHeading,
  startsItem,
} from './line-shape.ts'
import { limits } from './limits.ts'

export interface TextBlock {
  /** `flow` is parsed as markdown, `code` is one fence, `plain` is a piece of a line too long to parse. */
  readonly type: 'flow' | 'code' | 'plain'
  readonly raw: string
  /** For `code`: whether the closing fence has come. */
  readonly closed: boolean
  /** For `flow`: whether a line looks like the definition of a link or a footnote. */
  readonly defines: boolean
}

/** What is known about the block that is still open, after its last complete line. */
interface OpenBlock {
  readonly start: number
  readonly type: TextBlock['type']
  /** Whether it has a line that is not blank: blank lines at the start belong to the block that follows. */
  readonly begun: boolean
  readonly afterBlank: boolean
  /** The last line with text was indented like code. */
  readonly afterIndented: boolean
  /** Column where the text of the current top-level list item begins; 0 outside lists. */
  readonly itemColumn: number
  /** The last line was surely of that item: it was indented as the item's text is, or began the item. */
  readonly inItem: boolean
  readonly fence: Fence | null
  /** Inside a formula, the mark that closes it: there `+ y` is no list item. */
  readonly mathClose: string | null
  readonly defines: boolean
}

export interface BlockSplit {
  readonly text: string
  /** All blocks of the text; the settled ones keep their identity when the text grows. */
  readonly blocks: readonly TextBlock[]
  readonly settled: readonly TextBlock[]
  readonly open: OpenBlock
  /** Where the first line begins that has not ended. */
  readonly lineStart: number
}

const openAt = (start: number): OpenBlock => ({
  start,
  type: 'flow',
  begun: false,
  afterBlank: false,
  afterIndented: false,
  itemColumn: 0,
  inItem: false,
  fence: null,
  mathClose: null,
  defines: false,
})

const firstLine = (open: OpenBlock, line: string, indent: number): OpenBlock => {
  const fence = indent < 4 ? openFence(line) : null
  if (fence !== null) return { ...open, type: 'code', begun: true, afterBlank: false, fence }
  const item = indent < 4 && !isRule(line) && startsItem(line)
  return {
    ...open,
    begun: true,
    afterBlank: false,
    afterIndented: indent >= 4,
    itemColumn: item ? contentColumn(line) : 0,
    inItem: item,
    mathClose: opensMath(line),
    defines: open.defines || looksLikeDefinition(line),
  }
}

/** Whether `line`, which has text, begins a block of its own after the flow block `open`. */
const beginsBlock = (open: OpenBlock, line: string, indent: number, size: number): boolean => {
  if (size > 2 * limits.blockCharacters) return true
  if (open.mathClose !== null) return indent < 4 && openFence(line) !== null
  const inList = open.itemColumn > 0
  if (inList && indent >= open.itemColumn) return false
  if (indent < 4) {
    if (openFence(line) !== null || startsHeading(line)) return true
    if (open.inItem && (isRule(line) || line.trimStart().startsWith('>'))) return true
    if (inList && startsItem(line)) return size > limits.blockCharacters
  }
  if (size > limits.blockCharacters) return true
  if (!open.afterBlank) return false
  return inList || !(open.afterIndented && indent >= 4)
}

/** `open` with one more line that has text and belongs to it; the same value when the line changes nothing. */
const withLine = (open: OpenBlock, line: string, indent: number): OpenBlock => {
  if (open.mathClose !== null) return line.includes(open.mathClose) ? { ...open, mathClose: null } : open
  const item = indent < 4 && indent < (open.itemColumn || 4) && !isRule(line) && startsItem(line)
  // `10. words` behind a line of a paragraph belongs to it, behind anything else it is a list.
  const surelyItem = item && (open.inItem || open.afterBlank || interruptsAsItem(line))
  const next = {
    afterIndented: indent >= 4,
    itemColumn: item ? contentColumn(line) : open.itemColumn,
    inItem: surelyItem || (open.inItem && indent >= open.itemColumn),
    mathClose: opensMath(line),
    defines: open.defines || looksLikeDefinition(line),
  }
  const isSame =
    !open.afterBlank &&
    next.afterIndented === open.afterIndented &&
    next.itemColumn === open.itemColumn &&
    next.inItem === open.inItem &&
    next.mathClose === null &&
    next.defines === open.defines
  return isSame ? open : { ...open, ...next, afterBlank: false }
}

/** The pieces of a line too long to parse, cut between characters and never inside a surrogate pair. */
const cutLine = (text: string, start: number, end: number): readonly TextBlock[] => {
  const pieces: TextBlock[] = []
  for (let at = start; at < end; ) {
    let next = Math.min(at + limits.lineCharacters, end)
    const unit = text.charCodeAt(next - 1)
    if (next < end && unit >= 0xd800 && unit <= 0xdbff) next += 1
    pieces.push({ type: 'plain', raw: text.slice(at, next), closed: true, defines: false })
    at = next
  }
  return pieces
}

interface Progress {
  readonly blocks: TextBlock[]
  open: OpenBlock
}

const close = (progress: Progress, text: string, end: number, closed: boolean): void => {
  const { start, type, defines } = progress.open
  if (end > start) progress.blocks.push({ type, raw: text.slice(start, end), closed, defines })
}

/** Reads one line; `end` is behind its line end. Inside a fence a long line is code like any other. */
const readLine = (progress: Progress, text: string, start: number, end: number): void => {
  if (progress.open.fence === null && end - start > limits.lineCharacters) {
    close(progress, text, start, true)
    progress.blocks.push(...cutLine(text, start, end))
    progress.open = openAt(end)
    return
  }
  const { open } = progress
  const line = text.slice(start, end)
  if (open.fence !== null) {
    if (!closesFence(line, open.fence)) return
    close(progress, text, end, true)
    progress.open = openAt(end)
    return
  }
  const indent = indentOf(line)
  if (indent === null) {
    if (!open.afterBlank || open.mathClose !== null)
      progress.open = { ...open, afterBlank: true, mathClose: null }
  } else if (!open.begun) progress.open = firstLine(open, line, indent)
  else if (beginsBlock(open, line, indent, start - open.start)) {
    close(progress, text, start, true)
    progress.open = firstLine(openAt(start), line, indent)
  } else progress.open = withLine(open, line, indent)
}

/** Reads `text` from where `from` stands; everything before is settled. */
const readOn = (text: string, from: BlockSplit): BlockSplit => {
  const progress: Progress = { blocks: [], open: from.open }
  let lineStart = from.lineStart
  for (;;) {
    const lineEnd = text.indexOf('\n', lineStart)
    if (lineEnd < 0) break
    readLine(progress, text, lineStart, lineEnd + 1)
    lineStart = lineEnd + 1
  }
  const settled = progress.blocks.length === 0 ? from.settled : [...from.settled, ...progress.blocks]

  const tail: Progress = { blocks: [], open: progress.open }
  if (lineStart < text.length) readLine(tail, text, lineStart, text.length)
  close(tail, text, text.length, false)
  return { text, blocks: [...settled, ...tail.blocks], settled, open: progress.open, lineStart }
}

const nothing: BlockSplit = { text: '', blocks: [], settled: [], open: openAt(0), lineStart: 0 }

export const splitBlocks = (text: string): BlockSplit => readOn(text, nothing)

/** The split of `text`, built on `before` when `text` continues it and from the start when it does not. */
export const splitFurther = (before: BlockSplit, text: string): BlockSplit =>
  text.startsWith(before.text) ? readOn(text, before) : splitBlocks(text)
