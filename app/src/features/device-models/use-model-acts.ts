/** What can be done to a model, each told in its place when it cannot. */

import { useState } from 'react'
import type { Result } from '@weft/shared/result.ts'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceModel } from './device-model.ts'
import { fetchModel } from './fetch-model.ts'

export interface ModelActs {
  readonly download: (model: DeviceModel) => void
  readonly pause: (id: string) => void
  /** Resolves when its room is free again. */
  readonly remove: (id: string) => Promise<void>
  readonly add: (model: DeviceModel) => Promise<boolean>
  readonly forget: (id: string) => Promise<void>
  readonly unload: (id: string) => void
  readonly problem: EngineError | undefined
  readonly clearProblem: () => void
}

export const useModelActs = (): ModelActs => {
  const { engine } = usePage()
  const [problem, setProblem] = useState<EngineError>()

  const told = async (result: Promise<Result<void, EngineError>>): Promise<boolean> => {
    const done = await result
    setProblem(done.ok ? undefined : done.error)
    return done.ok
  }

  return {
    download: model => void told(fetchModel(engine, model)),
    pause: id => void told(engine.pauseDownload(id)),
    remove: async id => {
      await told(engine.removeModel(id))
    },
    add: model => told(engine.addModel(model)),
    forget: async id => {
      await told(engine.forgetModel(id))
    },
    unload: id => void engine.unloadModel(id),
    problem,
    clearProblem: () => setProblem(undefined),
  }
}
