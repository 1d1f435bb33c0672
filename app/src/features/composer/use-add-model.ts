import { bytesToBase32 } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { usePage } from '../../worker/page-context.ts'
import { useProviders } from '../workspace/queries.ts'

/** Keeps a model that its provider does not list among its models. */
export const useAddModel = (): ((model: ModelRef) => void) => {
  const { engine, env } = usePage()
  const providers = useProviders()
  return ({ providerId, modelId }) => {
    const provider = providers?.find(({ id }) => id === providerId)
    if (!provider) return
    // When it cannot be kept it still answers; it is only not in the list the next time.
    void engine.execute('model.configure', {
      workspaceId: provider.workspaceId,
      roomId: provider.roomId,
      settingsId: `mdl_${bytesToBase32(env.random.bytes(16))}`,
      providerId,
      modelId,
      manual: true,
    })
  }
}
