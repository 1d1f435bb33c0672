/** A command that failed, said where the person asked for it: what happened, what was kept, one thing to do. */

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import type { EngineError, EngineErrorType } from '../../worker/api.ts'

interface ErrorWords {
  readonly what: TextKey
  readonly kept: TextKey
  /** What leads out of it; without one the notice can only be closed. */
  readonly act?:
    | { readonly label: TextKey; readonly path: string }
    | { readonly label: TextKey; readonly reloads: true }
}

const notSaved: ErrorWords = { what: 'errors.saveFailedWhat', kept: 'errors.saveFailedKept' }

const wordsByType: Readonly<Record<EngineErrorType, ErrorWords>> = {
  'storage-full': {
    what: 'errors.diskFullWhat',
    kept: 'errors.diskFullKept',
    act: { label: 'errors.diskFullAct', path: '/settings/data' },
  },
  'storage-lost': {
    what: 'errors.storageLostWhat',
    kept: 'errors.storageLostKept',
    act: { label: 'errors.storageLostAct', reloads: true },
  },
  'storage-blocked': { what: 'errors.upgradeBlockedWhat', kept: 'errors.upgradeBlockedKept' },
  'storage-newer': {
    what: 'errors.newerFormatWhat',
    kept: 'errors.newerFormatKept',
    act: { label: 'errors.newerFormatAct', reloads: true },
  },
  'storage-unavailable': notSaved,
  'storage-failed': notSaved,
  'command-invalid': notSaved,
  'command-refused': notSaved,
  'room-read-only': {
    what: 'errors.newerFormatWhat',
    kept: 'errors.newerFormatKept',
    act: { label: 'errors.newerFormatAct', reloads: true },
  },
  'room-deleted': { what: 'sidebar.threadGoneWhat', kept: 'sidebar.threadGoneKept' },
  'key-unopenable': { what: 'errors.keyLostWhat', kept: 'pwa.keyLostKept' },
  'run-busy': notSaved,
  'provider-missing': notSaved,
}

export interface EngineNoticeProps {
  readonly error: EngineError
  readonly onClose: () => void
}

export const EngineNotice = ({ error, onClose }: EngineNoticeProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const { what, kept, act } = wordsByType[error.type]

  const go = (): void => {
    if (act === undefined) return
    if ('reloads' in act) return location.reload()
    onClose()
    navigate(act.path)
  }

  return (
    <Notice
      icon={TriangleAlert}
      tone="danger"
      what={t(what)}
      kept={t(kept)}
      detail={error.detail}
      acts={
        <>
          {act && (
            <Button size="small" onClick={go}>
              {t(act.label)}
            </Button>
          )}
          <Button kind="text" size="small" onClick={onClose}>
            {t('common.close')}
          </Button>
        </>
      }
    />
  )
}
