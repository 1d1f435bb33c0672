import type { ProviderId } from '@weft/shared/ids.ts'

/** Names the vectors of a provider's model. Two providers may serve one model in different precision. */
export const providerEmbeddingId = (providerId: ProviderId, modelId: string): string =>
  `${providerId}/${modelId}`
