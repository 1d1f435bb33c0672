/** Gives up the key that only this device has, where another one syncs: calls from here use that one then. */

import { useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'

export interface SyncedKeyUse {
  readonly use: (provider: ProviderRow) => Promise<void>
  /** Why the device's own key is still used. */
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

export const useSyncedKey = (): SyncedKeyUse => {
  const t = useText()
  const { engine } = usePage()
  const toast = useToast()
  const [failure, setFailure] = useState<EngineError>()

  const use = async ({ workspaceId, id, name }: ProviderRow): Promise<void> => {
    const removed = await engine.removeCredentials(workspaceId, id, 'here')
    setFailure(removed.ok ? undefined : removed.error)
    if (removed.ok) toast({ text: t('providers.syncedUsed', { name }) })
  }

  return { use, failure, clearFailure: () => setFailure(undefined) }
}
