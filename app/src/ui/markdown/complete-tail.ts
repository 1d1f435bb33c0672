/**
 * While a text streams, its end is half of something: `**bol`, `[a link](https://exa`, a table's first row. Shown
 * as it stands it would flash as raw marks and jump when the rest arrives. Here the end is completed or held
 * back, on three levels: the last line, the last block, and the last run of inline text. All are pure, and none
 * touches what has ended.
 */

import { completeInline } from './complete-inline.ts'
import { opensMath } from './line-shape.ts'
import type { BlockNode, ListItem } from './nodes.ts'

/** A last line of nothing but marks or a list number: what it will be, only the next characters tell. */
const undecidedLine = /^[ \t>]*(?:\d{1,9}[.)]?[ \t]*)?[-*+_=#~`|:$\\[\]() \t]{0,80}$/

/** `text` without a last line that could still become anything. */
export const holdBackLine = (text: string): string => {
  const lineStart = text.lastIndexOf('\n') + 1
  if (text.length - lineStart > 100) return text
  return undecidedLine.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text
}

/** A first row of more cells than this is no table worth guessing. */
const mostCells = 50

const cellCount = (row: string): number => {
  const line = row.trim()
  const bars = line.replace(/\\./g, '').split('|').length - 1
  return line.endsWith('|') ? bars - 1 : bars
}

/** Where a display formula begins that has not ended, or -1. */
const openMathStart = (raw: string): number => {
  let open: { readonly at: number; readonly close: string } | null = null
  let at = 0
  for (const line of raw.replace(/\n$/, '').split('\n')) {
    if (line.trim() === '') open = null
    else if (open === null) {
      const close = opensMath(line)
      if (close !== null) open = { at, close }
    } else if (line.includes(open.close)) open = null
    at += line.length + 1
  }
  return open?.at ?? -1
}

/** The last block with an unfinished formula held back and a table's first row made a table. */
export const completeBlock = (raw: string): string => {
  const math = openMathStart(raw)
  if (math >= 0) return raw.slice(0, math)
  const lines = raw.trimEnd().split('\n')
  const last = lines.at(-1) ?? ''
  const startsTable = last.trimStart().startsWith('|') && !(lines.at(-2) ?? '').trimStart().startsWith('|')
  const cells = startsTable ? cellCount(last) : 0
  if (cells < 1 || cells > mostCells) return raw
  const indent = last.slice(0, last.length - last.trimStart().length)
  return `${lines.join('\n')}\n${indent}|${'---|'.repeat(cells)}`
}

const completeItem = (item: ListItem): ListItem => ({ ...item, children: completeNodes(item.children) })

const withLast = <T>(values: readonly T[], change: (last: T) => T): readonly T[] => {
  const last = values.at(-1)
  return last === undefined ? values : [...values.slice(0, -1), change(last)]
}

const completeNode = (node: BlockNode): BlockNode => {
  switch (node.type) {
    case 'paragraph':
    case 'line':
    case 'heading':
    case 'footnote':
      return { ...node, content: completeInline(node.content) }
    case 'list':
      return { ...node, items: withLast(node.items, completeItem) }
    case 'quote':
      return { ...node, children: completeNodes(node.children) }
    case 'table':
      return node.rows.length === 0
        ? { ...node, head: node.head.map(completeInline) }
        : { ...node, rows: withLast(node.rows, row => row.map(completeInline)) }
    case 'code':
      return { ...node, closed: false }
    case 'math':
    case 'rule':
      return node
  }
}

/** The nodes of the last block, with their last inline text completed. */
export const completeNodes = (nodes: readonly BlockNode[]): readonly BlockNode[] =>
  withLast(nodes, completeNode)
