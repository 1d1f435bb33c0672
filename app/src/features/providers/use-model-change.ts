/** Changing what is set for one model. A model without settings gets an entry of its own with the first change. */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import type { CommandArgs } from '../../worker/command-map.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ModelSettingsRow, ProviderRow } from '../workspace/tables.ts'

type Configure = CommandArgs<'model.configure'>
export type ModelChange = Omit<Configure, 'workspaceId' | 'roomId' | 'settingsId' | 'providerId' | 'modelId'>

export interface ModelChanges {
  /** An `undefined` in `change` takes a choice back; an absent one leaves it. Resolves to whether it is stored. */
  readonly change: (
    modelId: string,
    settings: ModelSettingsRow | undefined,
    change: ModelChange,
  ) => Promise<boolean>
  readonly failure: EngineError | undefined
  readonly clearFailure: () => void
}

export const useModelChange = (provider: ProviderRow): ModelChanges => {
  const { engine, env } = usePage()
  const [failure, setFailure] = useState<EngineError>()
  return {
    failure,
    clearFailure: () => setFailure(undefined),
    change: async (modelId, settings, change) => {
      const result = await engine.execute('model.configure', {
        ...change,
        workspaceId: provider.workspaceId,
        roomId: provider.roomId,
        settingsId: settings?.id ?? `mdl_${bytesToBase32(env.random.bytes(16))}`,
        providerId: provider.id,
        modelId,
      })
      setFailure(result.ok ? undefined : result.error)
      return result.ok
    },
  }
}
