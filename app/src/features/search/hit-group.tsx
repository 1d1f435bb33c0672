import { type ReactNode, useId } from 'react'
import styles from './hit-group.module.css'

export interface HitGroupProps {
  readonly name: string
  /** Rows of a list. */
  readonly children: ReactNode
}

/** Hits of one kind under their heading. */
export const HitGroup = ({ name, children }: HitGroupProps): ReactNode => {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 className={styles.heading} id={id}>
        {name}
      </h2>
      <ul>{children}</ul>
    </section>
  )
}
