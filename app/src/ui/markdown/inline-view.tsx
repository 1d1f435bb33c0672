/** Inline markdown to elements. Parsed here, so that a paragraph whose text did not change is not parsed again. */

import { Fragment, memo, type ReactElement, type ReactNode, useContext } from 'react'
import { ImageView } from './image-view.tsx'
import { LinkView } from './link-view.tsx'
import { MathView } from './math-view.tsx'
import { ModelTextContext } from './model-text.ts'
import type { InlineNode } from './nodes.ts'
import { parseInline } from './parse-inline.ts'
import styles from './prose.module.css'

/** The words of `nodes` without any form. */
export const inlineText = (nodes: readonly InlineNode[]): string =>
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

const nodeToElement = (node: InlineNode, inLink: boolean): ReactNode => {
  switch (node.type) {
    case 'text':
      return node.text
    case 'break':
      return <br />
    case 'strong':
      return <strong>{nodesToElements(node.children, inLink)}</strong>
    case 'emphasis':
      return <em>{nodesToElements(node.children, inLink)}</em>
    case 'strike':
      return <s>{nodesToElements(node.children, inLink)}</s>
    case 'code':
      return (
        <code className={styles.code} dir="ltr">
          {node.text}
        </code>
      )
    case 'link':
      return (
        <LinkView address={node.address} text={inlineText(node.children)}>
          {nodesToElements(node.children, true)}
        </LinkView>
      )
    case 'image':
      // A button cannot stand inside a link, so there an image is its words.
      return inLink ? node.alt : <ImageView address={node.address} alt={node.alt} />
    case 'math':
      return <MathView source={node.source} display={node.display} />
    case 'footnote-mark':
      return <sup className={styles.mark}>{node.label}</sup>
  }
}

const nodesToElements = (nodes: readonly InlineNode[], inLink = false): ReactNode =>
  nodes.map((node, index) => <Fragment key={index}>{nodeToElement(node, inLink)}</Fragment>)

export const InlineView = memo(({ content }: { readonly content: string }): ReactElement => {
  const { definitions } = useContext(ModelTextContext)
  return <>{nodesToElements(parseInline(content, definitions))}</>
})
