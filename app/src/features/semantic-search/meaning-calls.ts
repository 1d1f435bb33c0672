/** What a page may ask of the search by meaning; what it knows of it are two rows (`meaning-state.ts`). */

import type { Result } from '@weft/shared/result.ts'
import type { CallByName, CallsByName } from '../../core/calls-by-name.ts'
import type { StorageError } from '../../core/store.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import type { Embedder } from './meaning-state.ts'

export type MeaningError = StorageError | ProviderError

export interface QueryVector {
  readonly modelId: string
  readonly vector: Float32Array
}

export interface MeaningCalls {
  /** Builds with this one from now on. What another one made is let go. */
  readonly begin: (embedder: Embedder) => Promise<Result<void, StorageError>>
  readonly pause: () => Promise<Result<void, StorageError>>
  readonly resume: () => Promise<Result<void, StorageError>>
  /** Nothing is built any more, and what was built is gone when this resolves. */
  readonly remove: () => Promise<Result<void, StorageError>>
  /** The vector of what a person looks for; null where nobody wants the search. */
  readonly embedQuery: (text: string) => Promise<Result<QueryVector | null, MeaningError>>
}

/** The same by name, which crosses to a worker as one call. */
export type CallMeaning = CallByName<MeaningCalls, MeaningError>

export type MeaningCallsByName = CallsByName<MeaningCalls, MeaningError>
