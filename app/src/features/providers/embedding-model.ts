/**
 * The one contract between Weft and whoever turns text into vectors: a provider's endpoint, a model on this device.
 * Vectors come in the order of the texts, each of length one, so that a dot product is their likeness.
 */

import type { Result } from '@weft/shared/result.ts'
import type { ProviderError } from './provider-error.ts'

/** A vector found for a question and one for a passage may differ: models are trained with a word before each. */
export type EmbeddingPurpose = 'query' | 'passage'

export interface EmbeddingModel {
  /** Tells vectors of one model from those of another; the two are never compared. */
  readonly id: string
  /** As many vectors as texts, or an error and none. Never throws. */
  readonly embed: (
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
  ) => Promise<Result<readonly Float32Array[], ProviderError>>
}
