/** What a page may ask of the search by meaning; what it knows of it are two rows (`meaning-state.ts`). */

import type { Result } from '@weft/shared/result.ts'
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

type Gained<Name extends keyof MeaningCalls> = Extract<
  Awaited<ReturnType<MeaningCalls[Name]>>,
  { readonly ok: true }
>['value']

/** The same by name, which crosses to a worker as one call. */
export type CallMeaning = <Name extends keyof MeaningCalls>(
  name: Name,
  ...args: Parameters<MeaningCalls[Name]>
) => Promise<Result<Gained<Name>, MeaningError>>

/** The same calls, each typed by its name, so that a name that is not known yet can be called. */
export type MeaningCallsByName = {
  readonly [Name in keyof MeaningCalls]: (
    ...args: Parameters<MeaningCalls[Name]>
  ) => Promise<Result<Gained<Name>, MeaningError>>
}
