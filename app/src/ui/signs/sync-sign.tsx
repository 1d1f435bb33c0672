import type { ReactNode } from 'react'
import styles from './signs.module.css'

export type SyncState = 'saved' | 'waiting' | 'synced' | 'offline'

/** The upright thread is this device; the level one, from the other side, is missing, dotted, passes over, or is cut. */
const threads: Readonly<Record<SyncState, { readonly here: string; readonly there?: string }>> = {
  saved: { here: 'M8 1.5v13' },
  waiting: { here: 'M8 1.5v13', there: 'M1.5 8h13' },
  synced: { here: 'M8 1.5v4.2M8 10.3v4.2', there: 'M1.5 8h13' },
  offline: { here: 'M8 1.5v13', there: 'M1.5 8H4M12 8h2.5' },
}

export interface SyncSignProps {
  readonly state: SyncState
}

/** Stands before its words; the status line itself is `role="status"` named “Sync”. */
export const SyncSign = ({ state }: SyncSignProps): ReactNode => {
  const { here, there } = threads[state]
  return (
    <svg className={styles.sync} viewBox="0 0 16 16" aria-hidden="true" data-state={state}>
      <path data-thread="here" d={here} />
      {there && <path data-thread="there" d={there} />}
    </svg>
  )
}
