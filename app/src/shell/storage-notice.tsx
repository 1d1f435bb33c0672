/** Storage that is not there, said in place of what would need it. */

import { Database } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import type { TextKey } from '../ui/i18n/translate.ts'
import { useText } from '../ui/i18n/use-text.ts'
import { Notice } from '../ui/notice.tsx'
import type { EngineErrorType } from '../worker/api.ts'
import styles from './boundary.module.css'
import { speakOfPlaces } from '../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

interface StorageWords {
  readonly what: TextKey
  readonly kept: TextKey
  readonly act?: TextKey
  /** A page that is loaded anew is another version, or has storage again. */
  readonly reloads?: true
}

const failed: StorageWords = {
  what: 'pwa.storageFailedWhat',
  kept: 'pwa.storageFailedKept',
  act: 'common.tryAgain',
}

const wordsByType: Readonly<Partial<Record<EngineErrorType, StorageWords>>> = {
  'storage-unavailable': {
    what: 'pwa.storageUnavailableWhat',
    kept: 'pwa.storageUnavailableKept',
    act: 'common.tryAgain',
    reloads: true,
  },
  // It goes on by itself as soon as the other tabs are closed.
  'storage-blocked': { what: 'pwa.openedElsewhere', kept: 'pwa.closeOthers' },
  'storage-newer': {
    what: 'pwa.storageNewerWhat',
    kept: 'pwa.storageNewerKept',
    act: 'pwa.reload',
    reloads: true,
  },
  'storage-full': { what: 'errors.diskFullWhat', kept: 'errors.diskFullKept', act: 'common.tryAgain' },
  'storage-lost': {
    what: 'errors.storageLostWhat',
    kept: 'errors.storageLostKept',
    act: 'errors.storageLostAct',
  },
  'key-unopenable': { what: 'errors.keyLostWhat', kept: 'pwa.keyLostKept', act: 'common.tryAgain' },
}

export interface StorageNoticeProps {
  readonly error: { readonly type: EngineErrorType; readonly detail?: string }
  readonly onAgain: () => void
}

export const StorageNotice = ({ error, onAgain }: StorageNoticeProps): ReactNode => {
  const t = useText()
  const { what, kept, act, reloads } = wordsByType[error.type] ?? failed
  return (
    <div className={styles.fault}>
      <Notice
        icon={Database}
        tone="danger"
        what={t(what)}
        kept={t(kept)}
        detail={error.detail}
        acts={
          act && (
            <Button size="small" onClick={reloads ? () => location.reload() : onAgain}>
              {t(act)}
            </Button>
          )
        }
      />
    </div>
  )
}
