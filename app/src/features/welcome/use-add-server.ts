/** Makes a provider of a server that was found: one press, and the composer can be used. */

import { createId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import type { LocalServer } from '../providers/discover-local.ts'
import { usePage } from '../../worker/page-context.ts'
import { serverName } from './use-local-servers.ts'

export interface AddServer {
  /** True when it can be used. */
  readonly add: (server: LocalServer) => Promise<boolean>
  /** The address of the one that is being added. */
  readonly adding: string | undefined
  readonly problem: EngineError | undefined
  readonly clearProblem: () => void
}

export const useAddServer = (): AddServer => {
  const { engine, env, ready } = usePage()
  const [adding, setAdding] = useState<string>()
  const [problem, setProblem] = useState<EngineError>()

  const store = async (server: LocalServer): Promise<EngineError | undefined> => {
    const { workspaceId, roomId } = await ready
    const provider: ProviderConfig = {
      id: createId(env.random, 'prv'),
      dialect: 'openai-compatible',
      preset: server.preset,
      name: serverName(server),
      baseUrl: server.baseUrl,
    }
    const createdAt = env.clock.now()
    const saved = await engine.execute('provider.save', { workspaceId, roomId, provider, createdAt })
    if (!saved.ok) return saved.error
    // It has just answered; should its list not come now, the models page asks again.
    await engine.refreshModels(workspaceId, provider.id)
    return undefined
  }

  return {
    adding,
    problem,
    clearProblem: () => setProblem(undefined),
    add: async server => {
      // A second press must not make a second provider.
      if (adding !== undefined) return false
      setAdding(server.baseUrl)
      const failure = await store(server)
      setAdding(undefined)
      setProblem(failure)
      return failure === undefined
    },
  }
}
