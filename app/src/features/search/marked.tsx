import type { ReactNode } from 'react'
import type { TextRange } from './fold-text.ts'
import styles from './marked.module.css'

export interface MarkedProps {
  readonly text: string
  readonly marks: readonly TextRange[]
}

/** Text with what was found in it underlined. */
export const Marked = ({ text, marks }: MarkedProps): ReactNode => {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { start, end } of marks) {
    pieces.push(
      text.slice(at, start),
      <mark key={start} className={styles.mark}>
        {text.slice(start, end)}
      </mark>,
    )
    at = end
  }
  return [...pieces, text.slice(at)]
}
