/** The models that answered through the years, each of a provider that was set up at the time. */

import { createId, type ProviderId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Dice } from './dice.ts'

/** Invented, as everything in a history is. */
const names: readonly (readonly [provider: string, modelId: string, name: string])[] = [
  ['older', 'shuttle-1', 'Shuttle 1'],
  ['older', 'shuttle-2', 'Shuttle 2'],
  ['hosted', 'heddle-large', 'Heddle Large'],
  ['hosted', 'heddle-small', 'Heddle Small'],
  ['own', 'twill:8b', 'Twill 8B'],
  ['hosted', 'heddle-large-2', 'Heddle Large 2'],
]

export interface HistoryModels {
  /** One that was there at that share of the span, 0 the beginning and 1 now. */
  readonly at: (dice: Dice, share: number) => ModelRef
}

export const createModels = (dice: Dice): HistoryModels => {
  const idByProvider = new Map<string, ProviderId>()
  const models = names.map(([provider, modelId, name]): ModelRef => {
    const providerId = idByProvider.get(provider) ?? createId(dice.random, 'prv')
    idByProvider.set(provider, providerId)
    return { providerId, modelId, name }
  })
  return {
    at: (own, share) => {
      const newest = Math.min(models.length, 1 + Math.floor(share * models.length))
      return own.pick(models.slice(Math.max(0, newest - 2), newest))
    },
  }
}
