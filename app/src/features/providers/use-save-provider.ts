/** Storing a provider and, apart from it and sealed, its key. Both may be tried again: nothing is made twice. */

import type { ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import { toKeyChange } from './key-change.ts'
import { type DraftContext, type ProviderDraft, toConfig } from './provider-draft.ts'

export interface SavedProvider {
  readonly workspaceId: WorkspaceId
  readonly id: ProviderId
  readonly name: string
}

export interface SaveProvider {
  /** What was stored, or undefined when `failure` says why not. */
  readonly save: (draft: ProviderDraft, context: DraftContext) => Promise<SavedProvider | undefined>
  readonly saving: boolean
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

export const useSaveProvider = (id: ProviderId, row: ProviderRow | undefined): SaveProvider => {
  const { engine, env, ready } = usePage()
  const [saving, setSaving] = useState(false)
  const [failure, setFailure] = useState<EngineError>()

  const store = async (draft: ProviderDraft, context: DraftContext): Promise<SavedProvider | EngineError> => {
    const { workspaceId, roomId } = row ?? (await ready)
    const provider = toConfig(draft, context, id)
    const createdAt = row?.createdAt ?? env.clock.now()
    const saved = await engine.execute('provider.save', { workspaceId, roomId, provider, createdAt })
    if (!saved.ok) return saved.error
    const change = toKeyChange(draft, context)
    const sealed = change && (await engine.saveCredentials(workspaceId, id, change.given, change.place))
    if (sealed && !sealed.ok) return sealed.error
    return { workspaceId, id, name: provider.name }
  }

  return {
    saving,
    failure,
    clearFailure: () => setFailure(undefined),
    save: async (draft, context) => {
      setSaving(true)
      const outcome = await store(draft, context)
      setSaving(false)
      const isStored = 'id' in outcome
      setFailure(isStored ? undefined : outcome)
      return isStored ? outcome : undefined
    },
  }
}
