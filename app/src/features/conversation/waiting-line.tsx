/** Under what the server does not have yet. What it has says nothing of it; the details do. */

import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { SyncSign } from '../../ui/signs/sync-sign.tsx'
import { useUi } from '../../ui/ui.tsx'
import type { Turn } from './turns.ts'
import { useSyncedState } from './use-synced-state.ts'
import styles from './waiting-line.module.css'

speakOfSync()

export interface WaitingLineProps {
  readonly turn: Turn
}

/** Most messages are confirmed before anyone could read that they wait, milliseconds. */
const patience = 1500

export const WaitingLine = ({ turn }: WaitingLineProps): ReactNode =>
  useSyncedState(turn) === 'waiting' ? <Waiting /> : null

const followNetwork = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

const Waiting = (): ReactNode => {
  const t = useText()
  const { clock } = useUi()
  const isOnline = useSyncExternalStore(followNetwork, () => navigator.onLine)
  const [long, setLong] = useState(false)
  useEffect(() => clock.after(patience, () => setLong(true)), [clock])
  if (isOnline && !long) return null
  return (
    <p className={styles.waiting}>
      <SyncSign state="waiting" />
      {t(isOnline ? 'common.syncWaiting' : 'sync.savedWillSync')}
    </p>
  )
}
