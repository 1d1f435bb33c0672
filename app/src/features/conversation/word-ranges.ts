/** Ranges of the words that `find` finds in what an element shows, for the CSS Custom Highlight API. */

import type { FindWords } from '../search/find-words.ts'

/** What a sentence may run through. Between any two others a word ends. */
const inline: ReadonlySet<string> = new Set(
  'A ABBR B BDI BDO CITE CODE DEL DFN EM I INS KBD MARK Q S SMALL SPAN STRONG SUB SUP U'.split(' '),
)

const blockOf = (node: Node): Element | null => {
  let element = node.parentElement
  while (element && inline.has(element.tagName)) element = element.parentElement
  return element
}

/** Neighbouring texts of one block: a word in bold is part of its sentence. */
const blocksIn = (root: Element): readonly (readonly Text[])[] => {
  const blocks: Text[][] = []
  let above: Element | null = null
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue
    const block = blockOf(node)
    const last = blocks.at(-1)
    if (last && block === above) last.push(node)
    else blocks.push([node])
    above = block
  }
  return blocks
}

const rangeIn = (texts: readonly Text[], start: number, end: number): Range => {
  const range = document.createRange()
  let from = 0
  for (const text of texts) {
    const to = from + text.length
    if (start >= from && start < to) range.setStart(text, start - from)
    if (end > from && end <= to) range.setEnd(text, end - from)
    from = to
  }
  return range
}

export const wordRanges = (root: Element, find: FindWords): readonly Range[] =>
  blocksIn(root).flatMap(texts =>
    find(texts.map(text => text.data).join('')).map(({ start, end }) => rangeIn(texts, start, end)),
  )
