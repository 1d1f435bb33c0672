/** Takes a model off the disk of an Ollama, or out of its memory. */

import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { ProviderError } from './provider-error.ts'

type Place = 'disk' | 'memory'

export interface DropModel {
  /** True when it is gone from there. */
  readonly drop: (model: string, from: Place) => Promise<boolean>
  readonly dropping: { readonly model: string; readonly from: Place } | undefined
  readonly failure:
    | { readonly model: string; readonly from: Place; readonly error: ProviderError | EngineError }
    | undefined
}

export const useDropModel = ({ workspaceId, id }: Pick<ProviderRow, 'workspaceId' | 'id'>): DropModel => {
  const { engine } = usePage()
  const [dropping, setDropping] = useState<DropModel['dropping']>()
  const [failure, setFailure] = useState<DropModel['failure']>()

  return {
    dropping,
    failure,
    drop: async (model, from) => {
      setFailure(undefined)
      setDropping({ model, from })
      const dropped = await engine.dropOllamaModel(workspaceId, id, model, from)
      setDropping(undefined)
      if (!dropped.ok) setFailure({ model, from, error: dropped.error })
      else if (from === 'disk') await engine.refreshModels(workspaceId, id)
      return dropped.ok
    },
  }
}
