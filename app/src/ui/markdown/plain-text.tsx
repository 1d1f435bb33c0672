/** A person's own message: shown as typed, line breaks kept, each line in its own direction. */

import type { ReactElement } from 'react'
import styles from './prose.module.css'

export interface PlainTextProps {
  readonly text: string
}

export const PlainText = ({ text }: PlainTextProps): ReactElement => (
  <div className={styles['plain']} dir="auto">
    {text}
  </div>
)
