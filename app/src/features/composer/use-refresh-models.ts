import { useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { usePage } from '../../worker/page-context.ts'
import { errorWords } from '../runs/error-words.ts'
import type { ProviderRow } from '../workspace/tables.ts'

export interface RefreshModels {
  readonly refresh: () => void
  readonly busy: boolean
  /** Why a provider's list is the old one, one sentence each. */
  readonly failures: readonly string[]
}

/** Asks the providers again which models they serve. */
export const useRefreshModels = (providers: readonly ProviderRow[]): RefreshModels => {
  const { engine } = usePage()
  const t = useText()
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState<readonly string[]>([])

  const refreshOne = async (provider: ProviderRow): Promise<readonly string[]> => {
    const listed = await engine.refreshModels(provider.workspaceId, provider.id)
    if (listed.ok) return []
    const { what } = errorWords(t, listed.error.type, {
      provider: provider.name,
      model: provider.name,
      host: URL.parse(provider.baseUrl)?.host ?? provider.baseUrl,
      ending: '',
      hasText: false,
    })
    return [what]
  }

  const refresh = async (): Promise<void> => {
    setBusy(true)
    setFailures((await Promise.all(providers.map(refreshOne))).flat())
    setBusy(false)
  }

  return { refresh: () => void refresh(), busy, failures }
}
