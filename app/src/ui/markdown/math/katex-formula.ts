/**
 * TeX to a formula by KaTeX, loaded when the first formula is met. KaTeX builds a tree of its own before it would
 * write a string; only that tree is used, and only elements and attributes listed here come out of it. Commands
 * that would load, link or style something make the whole formula fail, and the reader sees its source.
 */

import { __renderToDomTree, type KatexTreeNode as TreeNode } from 'katex'
import type { CSSProperties } from 'react'
import { limits } from '../limits.ts'
import { inAlphabet } from './alphabets.ts'
import type { FormulaElement, FormulaNode } from './formula.ts'

const tags: ReadonlySet<string> = new Set(
  'math mrow mi mn mo ms mtext mspace msub msup msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd mstyle mpadded mphantom menclose'.split(
    ' ',
  ),
)

const attributeNames: ReadonlySet<string> = new Set(
  'display stretchy fence separator accent accentunder linethickness displaystyle scriptlevel lspace rspace width height depth voffset minsize maxsize symmetric largeop movablelimits form'.split(
    ' ',
  ),
)

/** A size in ems, never more than a formula may ask for. */
const ems = (size: string | undefined): number => {
  const value = Number.parseFloat(size ?? '0')
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), limits.mathSize) : 0
}

const words = (text: string | undefined): readonly string[] => text?.split(' ') ?? []

/** The entry for place `index` of a list whose last entry stands for all that follow. */
const entry = (list: readonly string[], index: number): string | undefined => list[index] ?? list.at(-1)

/** Browsers leave a table's own attributes aside, so each cell is told where it stands. */
const cellStyle = (table: TreeNode, row: number, column: number, columns: number): CSSProperties => {
  const { columnspacing, rowspacing, columnlines, rowlines } = table.attributes ?? {}
  const gap = (index: number): number =>
    index < 0 || index >= columns - 1 ? 0 : ems(entry(words(columnspacing), index)) / 2
  const isLine = (lines: string | undefined, index: number): boolean =>
    index >= 0 && lines !== undefined && ['solid', 'dashed'].includes(entry(words(lines), index) ?? '')
  return {
    paddingLeft: `${gap(column - 1)}em`,
    paddingRight: `${gap(column)}em`,
    paddingBlock: `${Math.max(ems(entry(words(rowspacing), row)) / 2, 0.2)}em`,
    ...(column < columns - 1 && isLine(columnlines, column) ? { borderRight: '1px solid' } : {}),
    ...(isLine(rowlines, row - 1) ? { borderTop: '1px solid' } : {}),
  }
}

/** Signs that browsers have no element for, drawn by the style sheet. */
const enclosure = (notation: string | undefined): string => {
  if (notation?.includes('box')) return 'box'
  if (notation?.includes('diagonalstrike')) return notation.startsWith('updiagonal') ? 'up' : 'down'
  return notation?.includes('horizontalstrike') ? 'strike' : ''
}

/** Counted down the tree, so that a formula that grows without end is given up. */
interface ElementCount {
  elements: number
}

const convert = (node: TreeNode, count: ElementCount): readonly FormulaNode[] => {
  if (node.text !== undefined) return [node.text]
  if (node.type === undefined) {
    if (node.character) return [{ tag: 'mtext', attributes: {}, children: [node.character] }]
    if (node.width !== undefined) {
      return [
        { tag: 'mspace', attributes: { width: `${Math.min(node.width, limits.mathSize)}em` }, children: [] },
      ]
    }
    return (node.children ?? []).flatMap(child => convert(child, count))
  }
  if (node.type.startsWith('annotation')) return []
  if (node.type === 'semantics') return (node.children ?? []).flatMap(child => convert(child, count))
  return [convertElement(node.type, node, count)]
}

const convertElement = (type: string, node: TreeNode, count: ElementCount): FormulaElement => {
  count.elements += 1
  if (count.elements > limits.mathElements) throw new Error('too many elements')
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (attributeNames.has(name)) attributes[name] = value
  }
  const variant = node.attributes?.['mathvariant']
  if (variant === 'normal') attributes['mathvariant'] = 'normal'
  const children =
    (type === 'mtable' ? tableRows(node, count) : undefined) ?? childrenOf(node, count, variant)
  if (type !== 'menclose') return { tag: tags.has(type) ? type : 'mrow', attributes, children }
  return { tag: 'mrow', attributes: { 'data-enclosure': enclosure(node.attributes?.['notation']) }, children }
}

const childrenOf = (node: TreeNode, count: ElementCount, variant?: string): readonly FormulaNode[] => {
  const nodes = (node.children ?? []).flatMap(child => convert(child, count))
  const texts = nodes.filter(child => typeof child === 'string')
  // Letters of one word come one by one; joined they are one text to the page and to a screen reader.
  if (texts.length !== nodes.length || texts.length === 0) return nodes
  return [inAlphabet(texts.join(''), variant ?? 'normal')]
}

const tableCell = (table: TreeNode, cell: TreeNode, column: number, count: ElementCount): FormulaElement => {
  const element = convertElement('mtd', cell, count)
  const align = entry(words(table.attributes?.['columnalign']), column) ?? 'center'
  return { ...element, attributes: { ...element.attributes, 'data-align': align } }
}

const tableRows = (table: TreeNode, count: ElementCount): readonly FormulaNode[] =>
  (table.children ?? []).map((row, rowIndex) => ({
    tag: 'mtr',
    attributes: {},
    children: (row.children ?? []).map((cell, column, cells) => ({
      ...tableCell(table, cell, column, count),
      style: cellStyle(table, rowIndex, column, cells.length),
    })),
  }))

const buildTree = (source: string, display: boolean, refuse: () => false): TreeNode =>
  __renderToDomTree(source, {
    output: 'mathml',
    displayMode: display,
    throwOnError: true,
    strict: 'ignore',
    trust: refuse,
    maxExpand: limits.mathExpansions,
    maxSize: limits.mathSize,
  })

/** Null when the source is no formula KaTeX can draw, or asks for something a formula may not do. */
export const texToFormula = (source: string, display: boolean): FormulaElement | null => {
  let refused = false
  const refuse = (): false => {
    refused = true
    return false
  }
  try {
    const [formula] = convert(buildTree(source, display, refuse), { elements: 0 })
    return refused || formula === undefined || typeof formula === 'string' ? null : formula
  } catch {
    return null
  }
}
