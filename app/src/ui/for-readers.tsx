import type { ReactNode } from 'react'
import styles from './for-readers.module.css'

/** Words for those who listen: said by a screen reader, not seen. */
export const ForReaders = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <span className={styles.forReaders}>{children}</span>
)
