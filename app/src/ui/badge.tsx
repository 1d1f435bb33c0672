/** A fact about a thing in a word or two, and the dot that goes with a word. A colour never stands alone. */
import type { ReactNode } from 'react'
import styles from './badge.module.css'

export type Tone = 'quiet' | 'good' | 'caution' | 'danger' | 'live'

export interface BadgeProps {
  readonly children: ReactNode
  /** Sets the words in the tone's dye. */
  readonly tone?: Tone | undefined
  /** Bounded, for a fact such as “Recovered copy”. */
  readonly line?: boolean | undefined
}

export const Badge = ({ children, tone, line = false }: BadgeProps): ReactNode => (
  <span className={styles.badge} data-tone={tone} data-line={line || undefined}>
    {children}
  </span>
)

export interface DotProps {
  readonly tone: Tone
}

/** The dot alone; whoever draws it says its word to those who listen. */
export const Dot = ({ tone }: DotProps): ReactNode => (
  <span className={styles.dot} data-tone={tone} aria-hidden="true" />
)
