/** Who answers: a provider by its worker, or a model on this device. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { LanguageModel } from '../features/providers/language-model.ts'
import type { ProviderClient } from '../features/providers/provider-client.ts'

export const streamOf =
  (provider: Pick<ProviderClient, 'stream'>, device: LanguageModel): ProviderClient['stream'] =>
  (access, request, signal) =>
    access.provider.id === thisDeviceId
      ? device.stream(request, signal)
      : provider.stream(access, request, signal)
