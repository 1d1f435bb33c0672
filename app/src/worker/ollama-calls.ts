/** What a page asks of the models on an Ollama, carried on to the provider worker with the credentials of the call. */

import type { ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import type { ProviderAccess } from '../features/providers/provider-access.ts'
import type { ProviderClient } from '../features/providers/provider-client.ts'
import type { ProviderError } from '../features/providers/provider-error.ts'
import type { EngineError, WorkerApi } from './api.ts'

type FindAccess = (
  workspaceId: WorkspaceId,
  providerId: ProviderId,
) => Promise<Result<ProviderAccess, ProviderError | EngineError>>

type OllamaCalls = Pick<WorkerApi, 'ollamaModels' | 'pullOllamaModel' | 'dropOllamaModel'>

export const createOllamaCalls = (
  provider: Pick<ProviderClient, 'listOllama' | 'changeOllama'>,
  findAccess: FindAccess,
): OllamaCalls => ({
  ollamaModels: async (workspaceId, providerId) => {
    const access = await findAccess(workspaceId, providerId)
    return access.ok ? provider.listOllama(access.value) : access
  },

  pullOllamaModel: async (workspaceId, providerId, model, port) => {
    const leaving = new AbortController()
    port.addEventListener('message', () => leaving.abort())
    port.start()
    const access = await findAccess(workspaceId, providerId)
    const pulled = access.ok
      ? await provider.changeOllama(
          access.value,
          { type: 'pull', model },
          { signal: leaving.signal, progress: made => port.postMessage(made) },
        )
      : access
    port.close()
    return pulled
  },

  dropOllamaModel: async (workspaceId, providerId, model, from) => {
    const access = await findAccess(workspaceId, providerId)
    return access.ok
      ? provider.changeOllama(access.value, { type: from === 'disk' ? 'remove' : 'unload', model })
      : access
  },
})
