/** Who answers where there is no network: what the thread says, or else what is set for all, if it is on this device. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'

export interface FallbackDeps {
  /** Null where the thread says nothing. */
  readonly ofThread: () => Promise<'wait' | ModelRef | null>
  readonly ofAll: () => Promise<ModelRef | null>
  /** A model that was chosen on another device may not be on this one. */
  readonly isHere: (modelId: string) => Promise<boolean>
}

/** Null: the answer waits for a network. `asked`: who would need one. */
export const chooseFallback = async (asked: ModelRef, deps: FallbackDeps): Promise<ModelRef | null> => {
  if (asked.providerId === thisDeviceId) return null
  const wished = (await deps.ofThread()) ?? (await deps.ofAll())
  if (wished === null || wished === 'wait' || wished.providerId !== thisDeviceId) return null
  return (await deps.isHere(wished.modelId)) ? wished : null
}
