/** The names around a model that an error or a status speaks of. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { useCredentialHints, useProviders } from '../workspace/queries.ts'

export interface ModelFacts {
  readonly provider: string
  readonly model: string
  readonly host: string
  /** The last characters of the provider's key, or an empty text. */
  readonly ending: string
}

const hostOf = (baseUrl: string): string => {
  try {
    return new URL(baseUrl).host
  } catch {
    return baseUrl
  }
}

export const useModelFacts = (model: ModelRef | undefined): ModelFacts => {
  const provider = useProviders()?.find(({ id }) => id === model?.providerId)
  const t = useText()
  const hint = useCredentialHints()?.get(model?.providerId ?? '')
  const name = model?.name ?? ''
  return {
    // A provider that was removed is known by its model alone.
    provider: model?.providerId === thisDeviceId ? t('models.thisDevice') : (provider?.name ?? name),
    model: name,
    host: provider ? hostOf(provider.baseUrl) : name,
    ending: hint?.ending ?? '',
  }
}
