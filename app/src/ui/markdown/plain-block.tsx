/** Text that is not formatted, yet or for good: as it was written, and laid out only when it comes into view. */

import type { ReactElement } from 'react'
import { withoutMarkFloods } from './mark-floods.ts'
import styles from './prose.module.css'

/** Above this many characters a plain block waits for its layout until it is near the screen. */
const longText = 600

/** Blank lines at both ends belong to no line, and blank lines beyond two say nothing and could be a million. */
const withoutBlankFloods = (text: string): string =>
  text
    .trimEnd()
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .replace(/\n{4,}/g, '\n\n\n')

export const PlainBlock = ({ text }: { readonly text: string }): ReactElement | null =>
  text.trim() === '' ? null : (
    <p className={styles.plain} dir="auto" data-long={text.length > longText || undefined}>
      {withoutMarkFloods(withoutBlankFloods(text))}
    </p>
  )
