/** A model's Markdown as HTML: the parser of the app, and a switch over what it found, as the screen has one. */

import { linkTarget, unsaidTarget } from '../../../ui/markdown/link-target.ts'
import type { BlockNode, InlineNode, ListItem } from '../../../ui/markdown/nodes.ts'
import { parseBlock } from '../../../ui/markdown/parse-block.ts'
import { noDefinitions, parseInline } from '../../../ui/markdown/parse-inline.ts'
import type { Definitions } from '../../../ui/markdown/parser.ts'
import { readFence } from '../../../ui/markdown/fence.ts'
import { splitBlocks, type TextBlock } from '../../../ui/markdown/split-blocks.ts'
import { element, type Html, join, open, text } from './html-text.ts'

const wordsOf = (nodes: readonly InlineNode[]): string =>
  nodes
    .map(node => {
      if ('children' in node) return wordsOf(node.children)
      if ('text' in node) return node.text
      if (node.type === 'image') return node.alt
      return node.type === 'math' ? node.source : ' '
    })
    .join('')

/** An address that is not the web's stays in view as text, and so does one that the words do not say. */
const link = (address: string, words: string, inside: Html): Html => {
  const target = linkTarget(address)
  const unsaid = unsaidTarget(target, words)
  const said = unsaid === null ? [] : [text(' '), element('small', { dir: 'ltr' }, text(`(${unsaid})`))]
  if (target.type === 'none') return join([inside, ...said])
  const anchor = element('a', { href: target.address, rel: 'noopener noreferrer' }, inside)
  return join([anchor, ...said])
}

const inlineNode = (node: InlineNode): Html => {
  switch (node.type) {
    case 'text':
      return text(node.text)
    case 'break':
      return open('br')
    case 'strong':
      return element('strong', {}, inline(node.children))
    case 'emphasis':
      return element('em', {}, inline(node.children))
    case 'strike':
      return element('s', {}, inline(node.children))
    case 'code':
      return element('code', { dir: 'ltr' }, text(node.text))
    case 'link':
      return link(node.address, wordsOf(node.children), inline(node.children))
    // The page asks nobody for anything: a picture of the web is a link to it.
    case 'image':
      return link(node.address, node.alt, text(node.alt))
    case 'math':
      return element('code', { class: node.display ? 'math display' : 'math', dir: 'ltr' }, text(node.source))
    case 'footnote-mark':
      return element('sup', {}, text(node.label))
  }
}

const inline = (nodes: readonly InlineNode[]): Html => join(nodes.map(inlineNode))

export const codeToHtml = (source: string, info: string): Html => {
  const language = info.split(/\s/, 1)[0] ?? ''
  const head = language === '' ? [] : [element('figcaption', {}, text(language))]
  return element(
    'figure',
    { class: 'code', dir: 'ltr' },
    ...head,
    // A line end right behind the tag is dropped by the parser (HTML 13.2.6.4.7), so one of ours goes first.
    element('pre', { tabindex: 0 }, text('\n'), element('code', {}, text(source))),
  )
}

interface Prose {
  readonly blocks: (nodes: readonly BlockNode[]) => Html
}

const createProse = (definitions: Definitions): Prose => {
  const words = (content: string): Html => inline(parseInline(content, definitions))

  const item = ({ done, children }: ListItem): Html =>
    done === null
      ? element('li', {}, blocks(children))
      : element(
          'li',
          { class: 'task' },
          open('input', { type: 'checkbox', disabled: true, checked: done || undefined }),
          text(' '),
          blocks(children),
        )

  const cells = (name: 'th' | 'td', row: readonly string[], aligns: readonly string[]): Html =>
    element(
      'tr',
      {},
      ...row.map((cell, column) => element(name, { 'data-align': aligns[column] ?? 'start' }, words(cell))),
    )

  const block = (node: BlockNode): Html => {
    switch (node.type) {
      case 'paragraph':
        return element('p', { dir: 'auto' }, words(node.content))
      case 'line':
        return words(node.content)
      case 'heading':
        // Those of the page are the first three.
        return element(`h${Math.min(node.level + 3, 6)}`, { dir: 'auto' }, words(node.content))
      case 'list': {
        const items = node.items.map(item)
        return node.start === null
          ? element('ul', { dir: 'auto' }, ...items)
          : element('ol', { dir: 'auto', start: node.start === 1 ? undefined : node.start }, ...items)
      }
      case 'quote':
        return element('blockquote', { dir: 'auto' }, blocks(node.children))
      case 'code':
        return codeToHtml(node.text, node.info)
      case 'math':
        return element('p', {}, element('code', { class: 'math display', dir: 'ltr' }, text(node.source)))
      case 'table':
        return element(
          'div',
          { class: 'table', dir: 'auto', tabindex: 0 },
          element(
            'table',
            {},
            element('thead', {}, cells('th', node.head, node.aligns)),
            element('tbody', {}, ...node.rows.map(row => cells('td', row, node.aligns))),
          ),
        )
      case 'footnote':
        return element(
          'p',
          { class: 'note' },
          element('sup', {}, text(node.label)),
          text(' '),
          words(node.content),
        )
      case 'rule':
        return open('hr')
    }
  }

  const blocks = (nodes: readonly BlockNode[]): Html => join(nodes.map(block))

  return { blocks }
}

const definitionsOf = (blocks: readonly TextBlock[]): Definitions => {
  const defining = blocks.filter(({ defines }) => defines)
  if (defining.length === 0) return noDefinitions
  // The first definition of a label counts, as in CommonMark.
  return Object.assign({}, ...defining.map(({ raw }) => parseBlock(raw).definitions).toReversed())
}

export const plainText = (source: string): Html => element('p', { class: 'plain', dir: 'auto' }, text(source))

/** Block by block, so that a text of megabytes is never one string more than once. */
export const proseToHtml = (source: string): readonly Html[] => {
  const { blocks } = splitBlocks(source)
  const prose = createProse(definitionsOf(blocks))
  return blocks.map(each => {
    if (each.type === 'plain') return plainText(each.raw)
    if (each.type === 'code') {
      const fence = readFence(each)
      return codeToHtml(fence.text, fence.info)
    }
    const { nodes } = parseBlock(each.raw)
    return nodes === null ? plainText(each.raw) : prose.blocks(nodes)
  })
}
