/** What the model picker lists: models by provider, narrowed by the words typed, with what is known of each. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { DeviceModel } from '../device-models/device-model.ts'
import { addressSpaceOf } from '../providers/address-space.ts'
import { presetOf } from '../providers/presets.ts'
import { knownModel } from '../providers/prices.ts'
import { thisDevice } from '../workspace/device-models.ts'
import type { ProviderModel, ModelsOf } from '../workspace/join-models.ts'

export interface ModelChoice {
  readonly key: string
  readonly model: ModelRef
  readonly contextWindow: number | undefined
  readonly price: Price | undefined
  /** Runs on a machine of the person's own. */
  readonly isOwn: boolean
  /** On the disk of this device. */
  readonly diskBytes: number | undefined
  /** Not here yet: to choose it is to fetch it. */
  readonly download: DeviceModel | undefined
  /** False for what was typed and nobody lists. */
  readonly listed: boolean
}

export interface ModelGroup {
  readonly key: string
  readonly provider: ProviderConfig
  readonly choices: readonly ModelChoice[]
  /** False for a machine of one's own that a page reaches without a network, and for this device. */
  readonly needsNetwork: boolean
}

/** What could be fetched to this device, where little is on it. */
export interface Suggested {
  readonly models: readonly DeviceModel[]
  /** As the person's language calls this device. */
  readonly deviceName: string
}

const fold = (text: string): string => text.normalize('NFKD').toLowerCase()

/** Every word must stand in the model's name, its id, or its provider's name. */
const matches = (
  model: Pick<ProviderModel, 'name' | 'modelId'>,
  provider: ProviderConfig,
  words: readonly string[],
): boolean => {
  const text = fold(`${model.name} ${model.modelId} ${provider.name}`)
  return words.every(word => text.includes(word))
}

/** Long enough that it may be an id, and written like one. */
const mayBeId = (typed: string): boolean => /^[^\s]{3,300}$/u.test(typed)

/** A machine that answers at this one's own address needs no network. */
const needsNetwork = ({ id, baseUrl }: ProviderConfig): boolean =>
  id !== thisDeviceId && !(URL.canParse(baseUrl) && addressSpaceOf(new URL(baseUrl).hostname) === 'loopback')

const toSuggestion = (model: DeviceModel): ModelChoice => ({
  key: `${thisDeviceId} ${model.id}`,
  model: { providerId: thisDeviceId, modelId: model.id, name: model.name },
  contextWindow: model.contextWindow,
  price: undefined,
  isOwn: true,
  diskBytes: undefined,
  download: model,
  listed: true,
})

export const modelChoices = (
  providers: readonly ModelsOf<ProviderConfig>[],
  typed: string,
  suggested: Suggested,
): readonly ModelGroup[] => {
  const id = typed.trim()
  const words = fold(id).split(/\s+/).filter(Boolean)
  const isDeviceThere = providers.some(({ provider }) => provider.id === thisDeviceId)
  const suggestedHere = thisDevice(suggested.deviceName)
  const answerers = [
    ...providers,
    ...(isDeviceThere || suggested.models.length === 0 ? [] : [{ provider: suggestedHere, models: [] }]),
  ]
  return answerers
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
          diskBytes: model.diskBytes,
          download: undefined,
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
                diskBytes: undefined,
                download: undefined,
                listed: false,
              },
            ]
          : []
      const fetchable = isHere
        ? suggested.models
            .filter(({ id: modelId, name }) => matches({ modelId, name }, provider, words))
            .map(toSuggestion)
        : []
      return {
        key: provider.id,
        provider,
        choices: [...found, ...typedChoice, ...fetchable],
        needsNetwork: needsNetwork(provider),
      }
    })
    .filter(group => words.length === 0 || group.choices.length > 0)
}
