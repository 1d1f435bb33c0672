/** What is known of a provider's connection: nothing, that it is being tried, or what came of it. */

import type { EngineError } from '../../worker/api.ts'
import type { ProviderError } from './provider-error.ts'

export type Connection =
  | { readonly state: 'testing' }
  /** Its models are being listed. */
  | { readonly state: 'listing' }
  | { readonly state: 'works'; readonly latency: number; readonly models: number; readonly at: number }
  | { readonly state: 'listed'; readonly models: number; readonly at: number }
  | {
      readonly state: 'failed'
      readonly error: ProviderError
      readonly at: number
      /** A server of its kind that does answer, at another address of this machine. */
      readonly elsewhere?: string
    }
  /** This device could not keep what came. */
  | { readonly state: 'not-kept'; readonly error: EngineError; readonly at: number }
