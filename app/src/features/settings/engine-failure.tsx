/** Why something could not be stored, where it was tried: what happened and what was kept. */

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import type { EngineErrorType } from '../../worker/api.ts'

interface Told {
  readonly what: TextKey
  readonly kept: TextKey
}

const notSaved: Told = { what: 'errors.saveFailedWhat', kept: 'errors.saveFailedKept' }

const toldByType: Partial<Readonly<Record<EngineErrorType, Told>>> = {
  'storage-full': { what: 'errors.diskFullWhat', kept: 'errors.diskFullKept' },
  'storage-lost': { what: 'errors.storageLostWhat', kept: 'errors.storageLostKept' },
  'storage-blocked': { what: 'errors.upgradeBlockedWhat', kept: 'errors.upgradeBlockedKept' },
  'storage-unavailable': { what: 'errors.privateModeWhat', kept: 'errors.privateModeKept' },
  'key-unopenable': { what: 'errors.keyLostWhat', kept: 'errors.keyLostKept' },
}

export interface EngineFailureProps {
  readonly error: { readonly type: EngineErrorType; readonly detail?: string }
  /** One thing to do. */
  readonly acts?: ReactNode
}

export const EngineFailure = ({ error, acts }: EngineFailureProps): ReactNode => {
  const t = useText()
  const { what, kept } = toldByType[error.type] ?? notSaved
  return (
    <Notice
      icon={CircleAlert}
      tone="danger"
      what={t(what)}
      kept={t(kept)}
      detail={error.detail}
      acts={acts}
    />
  )
}
