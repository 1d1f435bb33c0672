/**
 * Removing a provider with a way back. Its key stays sealed while Undo is shown, since nobody could type it again from
 * memory, and goes with the toast, on this device and where it synced.
 */

import { useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { useUi } from '../../ui/ui.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'

export interface RemoveProvider {
  readonly remove: (provider: ProviderRow) => Promise<void>
  /** Why the last removal, or taking it back, was not stored. */
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

export const useRemoveProvider = (): RemoveProvider => {
  const t = useText()
  const { engine } = usePage()
  const { toasts } = useUi()
  const [failure, setFailure] = useState<EngineError>()

  const mark = async ({ workspaceId, roomId, id }: ProviderRow, deleted: boolean): Promise<boolean> => {
    const result = await engine.execute('provider.delete', { workspaceId, roomId, providerId: id, deleted })
    setFailure(result.ok ? undefined : result.error)
    return result.ok
  }

  const remove = async (provider: ProviderRow): Promise<void> => {
    if (!(await mark(provider, true))) return
    let kept = false
    toasts.show({
      text: t('providers.removed', { name: provider.name }),
      act: {
        label: t('common.undo'),
        run: () => {
          kept = true
          void mark(provider, false)
        },
      },
    })
    const shown = toasts.get()?.id
    const stop = toasts.subscribe(() => {
      if (toasts.get()?.id === shown) return
      stop()
      // Undo ends the toast first and takes the removal back right after.
      queueMicrotask(() => {
        if (!kept) void engine.removeCredentials(provider.workspaceId, provider.id, 'everywhere')
      })
    })
  }

  return { remove, failure, clearFailure: () => setFailure(undefined) }
}
