/** Takes a model off the disk of an Ollama, or out of its memory. */

import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { ProviderError } from './provider-error.ts'

type Place = 'disk' | 'memory'

export interface DropFailure {
  readonly from: Place
  readonly error: ProviderError | EngineError
}

export interface DropModel {
  /** True when it is gone from there. */
  readonly drop: (model: string, from: Place) => Promise<boolean>
  /** Where each is being taken from, by the name of the model: several may go at once. */
  readonly dropping: ReadonlyMap<string, Place>
  /** What came of the last try with each, where it failed. */
  readonly failures: ReadonlyMap<string, DropFailure>
}

export const useDropModel = ({ workspaceId, id }: Pick<ProviderRow, 'workspaceId' | 'id'>): DropModel => {
  const { engine } = usePage()
  const [dropping, setDropping] = useState<DropModel['dropping']>(new Map())
  const [failures, setFailures] = useState<DropModel['failures']>(new Map())

  return {
    dropping,
    failures,
    drop: async (model, from) => {
      setFailures(before => without(before, model))
      setDropping(before => new Map(before).set(model, from))
      const dropped = await engine.dropOllamaModel(workspaceId, id, model, from)
      setDropping(before => without(before, model))
      if (!dropped.ok) setFailures(before => new Map(before).set(model, { from, error: dropped.error }))
      else if (from === 'disk') await engine.refreshModels(workspaceId, id)
      return dropped.ok
    },
  }
}

const without = <T>(entries: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> =>
  new Map([...entries].filter(([key]) => key !== name))
