/** One block of a text to nodes: the block structure only, inline text is left to whoever shows it. */

import { limits } from './limits.ts'
import { withoutMarkFloods } from './mark-floods.ts'
import type { BlockNode, CellAlign, ListItem } from './nodes.ts'
import { type Definitions, parser, type Token } from './parser.ts'

export interface ParsedBlock {
  /** Null when the block is too deep or too large to be formatted. */
  readonly nodes: readonly BlockNode[] | null
  readonly definitions: Definitions
}

/** As CommonMark wants it: one kind of line end, no NUL; trailing blank lines say nothing. */
const normalise = (raw: string): string =>
  withoutMarkFloods(raw.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').trimEnd())

/** Reads tokens in their order; each `read…` takes what belongs to it. */
interface Reader {
  readonly tokens: readonly Token[]
  at: number
}

const task = /^\[([ xX])\](?:[ \t\n]|$)/

const readItem = (reader: Reader): ListItem => {
  const children = readUntil(reader, 'list_item_close')
  const [first, ...rest] = children
  if (first?.type !== 'line' && first?.type !== 'paragraph') return { done: null, children }
  const mark = task.exec(first.content)
  if (mark === null) return { done: null, children }
  return {
    done: mark[1] !== ' ',
    children: [{ type: first.type, content: first.content.slice(mark[0].length).trimStart() }, ...rest],
  }
}

const readList = (reader: Reader, open: Token, closing: string): BlockNode => {
  const items: ListItem[] = []
  for (let token = next(reader); token !== undefined && token.type !== closing; token = next(reader)) {
    if (token.type === 'list_item_open') items.push(readItem(reader))
  }
  const start = open.type === 'ordered_list_open' ? Number(open.attrGet('start') ?? 1) : null
  return { type: 'list', start, items }
}

const alignOf = (cell: Token): CellAlign => {
  const style = String(cell.attrGet('style') ?? '')
  return style.endsWith('right') ? 'end' : style.endsWith('center') ? 'center' : 'start'
}

const readTable = (reader: Reader): BlockNode => {
  const aligns: CellAlign[] = []
  const rows: string[][] = []
  for (let token = next(reader); token !== undefined && token.type !== 'table_close'; token = next(reader)) {
    if (token.type === 'tr_open') rows.push([])
    else if (token.type === 'th_open') aligns.push(alignOf(token))
    else if (token.type === 'inline') rows.at(-1)?.push(token.content)
  }
  const [head = [], ...body] = rows
  return { type: 'table', aligns, head, rows: body }
}

const readParagraph = (reader: Reader, open: Token): BlockNode => {
  const content = next(reader)?.content ?? ''
  next(reader)
  return { type: open.hidden ? 'line' : 'paragraph', content }
}

const readNode = (reader: Reader, token: Token): BlockNode | null => {
  switch (token.type) {
    case 'paragraph_open':
      return readParagraph(reader, token)
    case 'heading_open': {
      const content = next(reader)?.content ?? ''
      next(reader)
      return { type: 'heading', level: Number(token.tag.slice(1)), content }
    }
    case 'bullet_list_open':
      return readList(reader, token, 'bullet_list_close')
    case 'ordered_list_open':
      return readList(reader, token, 'ordered_list_close')
    case 'blockquote_open':
      return { type: 'quote', children: readUntil(reader, 'blockquote_close') }
    case 'table_open':
      return readTable(reader)
    case 'fence':
      return { type: 'code', info: token.info.trim(), text: withoutLastLineEnd(token.content), closed: true }
    case 'code_block':
      return { type: 'code', info: '', text: withoutLastLineEnd(token.content), closed: true }
    case 'math_block':
      return { type: 'math', source: token.content }
    case 'footnote':
      return { type: 'footnote', label: token.info, content: token.content }
    case 'hr':
      return { type: 'rule' }
    default:
      return null
  }
}

const withoutLastLineEnd = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text)

const next = (reader: Reader): Token | undefined => reader.tokens[reader.at++]

/** Nodes up to the token `closing`, or to the end. Nesting is bounded before by `tooDeep`. */
const readUntil = (reader: Reader, closing: string | null): readonly BlockNode[] => {
  const nodes: BlockNode[] = []
  for (let token = next(reader); token !== undefined && token.type !== closing; token = next(reader)) {
    const node = readNode(reader, token)
    if (node !== null) nodes.push(node)
  }
  return nodes
}

/**
 * More cells than any block may have, counted as the parser would make them: it fills short rows up to the length
 * of the first. One pass, since a pattern would go back over each line.
 */
const couldFlood = (text: string): boolean => {
  let lines = 0
  let mostBars = 0
  for (let at = 0; at < text.length; lines += 1) {
    const lineEnd = text.indexOf('\n', at)
    const end = lineEnd < 0 ? text.length : lineEnd
    let bars = 0
    for (let bar = text.indexOf('|', at); bar >= 0 && bar < end; bar = text.indexOf('|', bar + 1)) bars += 1
    mostBars = Math.max(mostBars, bars)
    at = end + 1
  }
  return mostBars * lines > limits.blockCells
}

/** The parser drops what is nested deeper than it reads, so such a block must not be formatted at all. */
const tooLarge = (tokens: readonly Token[]): boolean => {
  // A note is one token and as many elements as a paragraph, which is three.
  const notes = tokens.filter(({ type }) => type === 'footnote').length
  return tokens.length + 2 * notes > limits.blockTokens || tokens.some(({ level }) => level >= limits.nesting)
}

export const parseBlock = (raw: string): ParsedBlock => {
  const tokens: Token[] = []
  const env: { references?: Record<string, { title: string; href: string }> } = {}
  const text = normalise(raw)
  if (text.includes('|') && couldFlood(text)) return { nodes: null, definitions: {} }
  parser.block.parse(text, parser, env, tokens)
  const definitions = env.references ?? {}
  if (tooLarge(tokens)) return { nodes: null, definitions }
  return { nodes: readUntil({ tokens, at: 0 }, null), definitions }
}
