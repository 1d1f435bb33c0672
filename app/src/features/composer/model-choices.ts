/** What the model picker lists: models by provider, narrowed by the words typed, with what is known of each. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import { presetOf } from '../providers/presets.ts'
import { knownModel } from '../providers/prices.ts'
import type { ProviderModel, ModelsOf } from '../workspace/join-models.ts'

export interface ModelChoice {
  readonly key: string
  readonly model: ModelRef
  readonly contextWindow: number | undefined
  readonly price: Price | undefined
  /** Runs on a machine of the person's own. */
  readonly isOwn: boolean
  /** False for what was typed and nobody lists. */
  readonly listed: boolean
}

export interface ModelGroup {
  readonly key: string
  readonly provider: ProviderConfig
  readonly choices: readonly ModelChoice[]
}

const fold = (text: string): string => text.normalize('NFKD').toLowerCase()

/** Every word must stand in the model's name, its id, or its provider's name. */
const matches = (model: ProviderModel, provider: ProviderConfig, words: readonly string[]): boolean => {
  const text = fold(`${model.name} ${model.modelId} ${provider.name}`)
  return words.every(word => text.includes(word))
}

/** Long enough that it may be an id, and written like one. */
const mayBeId = (typed: string): boolean => /^[^\s]{3,300}$/u.test(typed)

export const modelChoices = (
  providers: readonly ModelsOf<ProviderConfig>[],
  typed: string,
): readonly ModelGroup[] => {
  const id = typed.trim()
  const words = fold(id).split(/\s+/).filter(Boolean)
  return providers
    .map(({ provider, models }): ModelGroup => {
      const isHere = provider.id === thisDeviceId
      const isOwn = isHere || presetOf(provider).isOwnServer
      const toChoice = (model: ProviderModel): ModelChoice => {
        const known = knownModel(provider, model.modelId)
        return {
          key: `${provider.id} ${model.modelId}`,
          model: { providerId: provider.id, modelId: model.modelId, name: model.name },
          contextWindow: model.contextWindow ?? known?.contextWindow,
          price: model.price ?? known?.price,
          isOwn,
          listed: true,
        }
      }
      const found = models.filter(model => !model.hidden && matches(model, provider, words)).map(toChoice)
      const isKnown = models.some(model => model.modelId === id)
      const typedChoice: readonly ModelChoice[] =
        mayBeId(id) && !isKnown && !isHere
          ? [
              {
                key: `${provider.id} ${id}`,
                model: { providerId: provider.id, modelId: id, name: id },
                contextWindow: undefined,
                price: undefined,
                isOwn,
                listed: false,
              },
            ]
          : []
      return { key: provider.id, provider, choices: [...found, ...typedChoice] }
    })
    .filter(group => words.length === 0 || group.choices.length > 0)
}
