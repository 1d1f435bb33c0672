/** What the engine knows of providers and models when it makes a call: rows of the person over lists and tables. */

import { type ProviderId, thisDeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type * as z from 'zod/mini'
import type { Database } from '../core/database.ts'
import type { CredentialStore } from '../features/providers/credential-store.ts'
import { thisDevice } from '../features/workspace/device-models.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import { knownModel } from '../features/providers/prices.ts'
import type { ProviderAccess } from '../features/providers/provider-access.ts'
import type { ProviderError } from '../features/providers/provider-error.ts'
import { rowToConfig } from '../features/providers/row-to-config.ts'
import type { KnownModel } from '../features/runs/prepare.ts'
import type { ModelListRow } from '../features/runs/tables.ts'
import { settingDefaults } from '../features/workspace/setting-values.ts'
import { type SettingKey, type SettingValue, settingSchemas } from '../features/workspace/settings.ts'
import type { ModelSettingsRow, ProviderRow, SettingRow } from '../features/workspace/tables.ts'

export interface ModelKnowledge {
  readonly access: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<ProviderAccess, ProviderError>>
  readonly model: (workspaceId: WorkspaceId, provider: ProviderConfig, modelId: string) => Promise<KnownModel>
  readonly listed: (providerId: ProviderId) => Promise<readonly ModelInfo[]>
  /** The model that writes titles, as the person set it. */
  readonly titleModel: () => Promise<SettingValue<'titleModel'>>
  /** What the person says to every model. */
  readonly instructions: () => Promise<string>
  /** The model of this device that answers without a network; null: none. */
  readonly fallbackModel: () => Promise<SettingValue<'fallbackModel'>>
  readonly whenUnreachable: () => Promise<SettingValue<'whenUnreachable'>>
  /** Whether the files of a model of this device are on it. */
  readonly isHere: (modelId: string) => Promise<boolean>
}

export const createModelKnowledge = (database: Database, credentials: CredentialStore): ModelKnowledge => {
  const providers = database.table<ProviderRow>('providers')
  const modelSettings = database.table<ModelSettingsRow>('modelSettings')
  const modelLists = database.table<ModelListRow>('modelLists')
  const settings = database.table<SettingRow>('settings')
  const deviceModels = database.table<DeviceModelRow, string>('deviceModels')

  const listed: ModelKnowledge['listed'] = async providerId =>
    (await modelLists.get(providerId))?.models ?? []

  /** Only the home workspace has rows of settings. */
  const readSetting = async <Value>(
    key: SettingKey,
    schema: z.ZodMiniType<Value>,
    unset: Value,
  ): Promise<Value> => {
    const row = await settings.filter(each => each.key === key).first()
    const parsed = schema.safeParse(row?.value)
    return parsed.success ? parsed.data : unset
  }

  /** A thread may be answered by a provider of another workspace of this person. */
  const findProvider = async (workspaceId: WorkspaceId, providerId: ProviderId) =>
    (await providers.get([workspaceId, providerId])) ??
    providers.filter(({ id }) => id === providerId).first()

  return {
    listed,
    access: async (workspaceId, providerId) => {
      if (providerId === thisDeviceId) return ok({ provider: thisDevice(''), credentials: {} })
      const row = await findProvider(workspaceId, providerId)
      if (!row) return err({ type: 'model-not-found', detail: 'This provider is no longer set up here.' })
      const opened = await credentials.open(row.workspaceId, providerId)
      if (!opened.ok) return err({ type: 'key-missing' })
      return ok({ provider: rowToConfig(row), credentials: opened.value })
    },
    model: async (workspaceId, provider, modelId) => {
      if (provider.id === thisDeviceId) {
        const row = await deviceModels.get(modelId)
        const contextWindow = row?.model.contextWindow || undefined
        return { parameters: {}, ...(contextWindow === undefined ? {} : { contextWindow }) }
      }
      const own =
        (await modelSettings.get([workspaceId, provider.id, modelId])) ??
        (await modelSettings.filter(row => row.providerId === provider.id && row.modelId === modelId).first())
      const info = (await listed(provider.id)).find(model => model.modelId === modelId)
      const table = knownModel(provider, modelId)
      const contextWindow = own?.contextWindow ?? info?.contextWindow ?? table?.contextWindow
      const price = own?.price ?? info?.price ?? table?.price
      return {
        parameters: own?.parameters ?? {},
        ...(contextWindow === undefined ? {} : { contextWindow }),
        ...(price === undefined ? {} : { price }),
      }
    },
    titleModel: () => readSetting('titleModel', settingSchemas.titleModel, settingDefaults.titleModel),
    instructions: () =>
      readSetting('instructions', settingSchemas.instructions, settingDefaults.instructions),
    fallbackModel: () =>
      readSetting('fallbackModel', settingSchemas.fallbackModel, settingDefaults.fallbackModel),
    whenUnreachable: () =>
      readSetting('whenUnreachable', settingSchemas.whenUnreachable, settingDefaults.whenUnreachable),
    isHere: async modelId => (await deviceModels.get(modelId))?.state === 'here',
  }
}
