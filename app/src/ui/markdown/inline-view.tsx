/** Inline markdown to elements. Parsed here, so that a paragraph whose text did not change is not parsed again. */

import { memo, type ReactElement, type ReactNode, use } from 'react'
import { ImageView } from './image-view.tsx'
import { LinkView } from './link-view.tsx'
import { MathView } from './math-view.tsx'
import { DefinitionsContext } from './definitions-context.ts'
import type { InlineNode } from './nodes.ts'
import { noDefinitions, parseInline } from './parse-inline.ts'
import styles from './prose.module.css'

/** The words of `nodes` without any form. */
const inlineText = (nodes: readonly InlineNode[]): string =>
  nodes
    .map(node => {
      switch (node.type) {
        case 'text':
        case 'code':
          return node.text
        case 'break':
          return ' '
        case 'image':
          return node.alt
        case 'math':
          return node.source
        case 'footnote-mark':
          return ''
        default:
          return inlineText(node.children)
      }
    })
    .join('')

/** Text is returned as it is; every element has its place as its key. */
const nodeToElement = (node: InlineNode, key: number, inLink: boolean): ReactNode => {
  switch (node.type) {
    case 'text':
      return node.text
    case 'break':
      return <br key={key} />
    case 'strong':
      return <strong key={key}>{nodesToElements(node.children, inLink)}</strong>
    case 'emphasis':
      return <em key={key}>{nodesToElements(node.children, inLink)}</em>
    case 'strike':
      return <s key={key}>{nodesToElements(node.children, inLink)}</s>
    case 'code':
      return (
        <code key={key} className={styles.code} dir="ltr">
          {node.text}
        </code>
      )
    case 'link':
      return (
        <LinkView key={key} address={node.address} text={inlineText(node.children)}>
          {nodesToElements(node.children, true)}
        </LinkView>
      )
    case 'image':
      // A button cannot stand inside a link, so there an image is its words.
      return inLink ? node.alt : <ImageView key={key} address={node.address} alt={node.alt} />
    case 'math':
      return <MathView key={key} source={node.source} display={node.display} />
    case 'footnote-mark':
      return (
        <sup key={key} className={styles.mark}>
          {node.label}
        </sup>
      )
  }
}

const nodesToElements = (nodes: readonly InlineNode[], inLink = false): ReactNode =>
  nodes.map((node, index) => nodeToElement(node, index, inLink))

const InlineView = memo(({ content }: { readonly content: string }): ReactElement => {
  // Text without a bracket refers to nothing, and is not drawn again when a definition comes.
  const definitions = content.includes('[') ? use(DefinitionsContext) : noDefinitions
  return <>{nodesToElements(parseInline(content, definitions))}</>
})

/** Characters that can mean anything but themselves, in markdown or in an address. */
const hasMarks = /[\\`*_~[\]!<&$@\n]|:\/\//

/** Inline markdown as elements; words without a mark, as most cells and items are, need no view of their own. */
export const words = (content: string): ReactNode =>
  hasMarks.test(content) ? <InlineView content={content} /> : content
