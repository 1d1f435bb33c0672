/** Whether key and headers are for the person's other devices too. Off unless they ask; what it means is said beside it. */

import type { ReactNode } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { useDeviceAccount } from '../account/queries.ts'
import { keyPlaceText } from './key-change.ts'
import { type DraftContext, presetById, type ProviderDraft } from './provider-draft.ts'

export interface SyncKeyFieldProps {
  readonly draft: ProviderDraft
  readonly context: DraftContext
  readonly onChange: (synced: boolean) => void
}

export const SyncKeyField = ({ draft, context, onChange }: SyncKeyFieldProps): ReactNode => {
  const t = useText()
  const account = useDeviceAccount()
  // The choice is kept in the workspace, which waits here for an account like everything else.
  const waits = draft.synced && account !== undefined && account?.session !== 'open'
  const name = draft.name.trim() || presetById(draft.preset).name
  return (
    <Checkbox
      label={t('providers.syncKey')}
      checked={draft.synced}
      onChange={onChange}
      help={
        <>
          {t(keyPlaceText(draft, context), { name })}
          {waits && ` ${t('providers.syncKeyWaits')}`}
        </>
      }
    />
  )
}
