/**
 * The engine as views see it: a call to an address that the provider worker may not reach yet first waits for a
 * worker that may. Views need to know nothing of policies.
 */

import type { EngineClient } from '../worker/client.ts'
import type { ProviderWorker } from './provider-worker.ts'

export const createReachingEngine = (engine: EngineClient, providerWorker: ProviderWorker): EngineClient => {
  const reaching: Pick<EngineClient, 'testConnection' | 'refreshModels'> = {
    testConnection: async (workspaceId, provider, credentials) => {
      await providerWorker.reach([provider.baseUrl])
      return engine.testConnection(workspaceId, provider, credentials)
    },
    // Asked right after a provider was saved, when its row may not have been noticed yet.
    refreshModels: async (workspaceId, providerId) => {
      await providerWorker.reach()
      return engine.refreshModels(workspaceId, providerId)
    },
  }
  return new Proxy(engine, {
    get: (target, name) => Reflect.get(name in reaching ? reaching : target, name),
  })
}
