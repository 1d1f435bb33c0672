/** One line that says how safe what the person wrote is. It never says “saved” before it is. */

import type { ReactNode } from 'react'
import type { TextKey } from '../ui/i18n/translate.ts'
import { useText } from '../ui/i18n/use-text.ts'
import { SyncSign, type SyncState } from '../ui/signs/sync-sign.tsx'
import styles from './sync-status.module.css'

/** Sync with a server brings `waiting`, `synced` and `problem`; without one, this device is all there is. */
export type SyncStatusState =
  | { readonly type: 'saved' }
  | { readonly type: 'saving' }
  | { readonly type: 'not-saved' }
  | { readonly type: 'offline'; readonly waiting: number }
  | { readonly type: 'waiting' }
  | { readonly type: 'synced' }
  /** The person has to do something: settings say what. */
  | { readonly type: 'problem' }

interface StatusWords {
  readonly sign: SyncState
  readonly text: TextKey
  readonly count?: number
}

const wordsOf = (state: SyncStatusState): StatusWords => {
  switch (state.type) {
    case 'saved':
      return { sign: 'saved', text: 'common.syncSaved' }
    case 'saving':
      return { sign: 'saved', text: 'sidebar.saving' }
    case 'not-saved':
      return { sign: 'offline', text: 'sidebar.notSaved' }
    case 'offline':
      return state.waiting > 0
        ? { sign: 'offline', text: 'common.syncOfflineWaiting', count: state.waiting }
        : { sign: 'offline', text: 'common.syncOffline' }
    case 'waiting':
      return { sign: 'waiting', text: 'common.syncWaiting' }
    case 'synced':
      return { sign: 'synced', text: 'common.syncSynced' }
    case 'problem':
      return { sign: 'offline', text: 'common.syncProblem' }
  }
}

export interface SyncStatusProps {
  readonly state: SyncStatusState
}

export const SyncStatus = ({ state }: SyncStatusProps): ReactNode => {
  const t = useText()
  const { sign, text, count } = wordsOf(state)
  return (
    <span
      className={styles.status}
      role="status"
      aria-label={t('common.syncName')}
      data-failed={state.type === 'not-saved' || state.type === 'problem' || undefined}
    >
      <SyncSign state={sign} />
      <span>{t(text, count === undefined ? {} : { count })}</span>
    </span>
  )
}
