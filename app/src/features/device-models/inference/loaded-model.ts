/** A model in memory: what the two engines have in common once theirs is there. */

import type { Result } from '@weft/shared/result.ts'
import type { EmbeddingPurpose } from '../../providers/embedding-model.ts'
import type { LanguageModel } from '../../providers/language-model.ts'
import type { ProviderError } from '../../providers/provider-error.ts'

/** A model does one thing or the other. */
export type LoadedModel =
  | ({ readonly task: 'chat' } & LanguageModel)
  | {
      readonly task: 'embedding'
      /** As many vectors as texts, each of length one. */
      readonly embed: (
        texts: readonly string[],
        purpose: EmbeddingPurpose,
      ) => Promise<Result<readonly Float32Array[], ProviderError>>
    }
