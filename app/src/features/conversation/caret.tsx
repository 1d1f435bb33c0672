import type { ReactNode } from 'react'
import styles from './caret.module.css'

/** The end of an answer before its first word: the same caret as the person's own. */
export const Caret = (): ReactNode => <span className={styles.caret} aria-hidden="true" />
