/** Inline markdown to nodes. Nesting and count are limited; beyond the limits the words stay, without form. */

import { limits } from './limits.ts'
import type { InlineNode } from './nodes.ts'
import { type Definitions, parser, type Token } from './parser.ts'

export const noDefinitions: Definitions = {}

const textOf = (tokens: readonly Token[] | null): string =>
  (tokens ?? [])
    .map(token =>
      token.children ? textOf(token.children) : token.type.endsWith('break') ? ' ' : token.content,
    )
    .join('')

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '')

/** A node without children, or null for a token that only opens, closes or says nothing. */
const leafOf = (token: Token): InlineNode | null => {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return { type: 'break' }
    case 'code_inline':
      return { type: 'code', text: token.content }
    case 'image':
      return { type: 'image', address: attribute(token, 'src'), alt: textOf(token.children) }
    case 'math_inline':
      return { type: 'math', source: token.content, display: token.info === 'display' }
    case 'footnote_mark':
      return { type: 'footnote-mark', label: token.info }
    default:
      return token.content === '' ? null : { type: 'text', text: token.content }
  }
}

const branchOf = (token: Token, children: readonly InlineNode[]): InlineNode | null => {
  switch (token.type) {
    case 'strong_open':
      return { type: 'strong', children }
    case 'em_open':
      return { type: 'emphasis', children }
    case 's_open':
      return { type: 'strike', children }
    case 'link_open':
      return { type: 'link', address: attribute(token, 'href'), children }
    default:
      return null
  }
}

const tokensToNodes = (tokens: readonly Token[]): readonly InlineNode[] => {
  const root: InlineNode[] = []
  const stack: { readonly token: Token; readonly children: InlineNode[] }[] = []
  for (const token of tokens) {
    if (token.nesting > 0) stack.push({ token, children: [] })
    else if (token.nesting < 0) {
      const frame = stack.pop()
      if (frame === undefined) continue
      const parent = stack.at(-1)?.children ?? root
      const branch = stack.length < limits.nesting ? branchOf(frame.token, frame.children) : null
      if (branch !== null) parent.push(branch)
      else for (const child of frame.children) parent.push(child)
    } else {
      const leaf = leafOf(token)
      if (leaf !== null) (stack.at(-1)?.children ?? root).push(leaf)
    }
  }
  return root
}

export const parseInline = (content: string, definitions: Definitions): readonly InlineNode[] => {
  if (content.length > limits.inlineCharacters) return [{ type: 'text', text: content }]
  const [inline] = parser.parseInline(content, { references: definitions })
  const tokens = inline?.children ?? []
  return tokens.length > limits.inlineTokens ? [{ type: 'text', text: content }] : tokensToNodes(tokens)
}
