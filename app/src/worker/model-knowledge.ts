/** What the engine knows of providers and models when it makes a call: rows of the person over lists and tables. */

import { type ProviderId, thisDeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type * as z from 'zod/mini'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
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

export const createModelKnowledge = (
  connection: DexieConnection,
  credentials: CredentialStore,
): ModelKnowledge => {
  /** Rejects where storage stays away although the connection has tried. */
  const read = async <Value>(action: (database: Database) => Promise<Value>): Promise<Value> => {
    const result = await connection.run(action)
    if (!result.ok) throw new Error(`Storage cannot be read: ${result.error.type}`)
    return result.value
  }

  const listed: ModelKnowledge['listed'] = async providerId => {
    const list = await read(database => database.table<ModelListRow>('modelLists').get(providerId))
    return list?.models ?? []
  }

  /** Only the home workspace has rows of settings. */
  const readSetting = async <Value>(
    key: SettingKey,
    schema: z.ZodMiniType<Value>,
    unset: Value,
  ): Promise<Value> => {
    const row = await read(database =>
      database
        .table<SettingRow>('settings')
        .filter(each => each.key === key)
        .first(),
    )
    const parsed = schema.safeParse(row?.value)
    return parsed.success ? parsed.data : unset
  }

  /** A thread may be answered by a provider of another workspace of this person. */
  const findProvider = (workspaceId: WorkspaceId, providerId: ProviderId) =>
    read(async database => {
      const providers = database.table<ProviderRow>('providers')
      const own = await providers.get([workspaceId, providerId])
      return own ?? providers.filter(({ id }) => id === providerId).first()
    })

  const settingsOf = (workspaceId: WorkspaceId, providerId: ProviderId, modelId: string) =>
    read(async database => {
      const modelSettings = database.table<ModelSettingsRow>('modelSettings')
      const own = await modelSettings.get([workspaceId, providerId, modelId])
      return (
        own ?? modelSettings.filter(row => row.providerId === providerId && row.modelId === modelId).first()
      )
    })

  const deviceModel = (modelId: string) =>
    read(database => database.table<DeviceModelRow, string>('deviceModels').get(modelId))

  return {
    listed,
    access: async (workspaceId, providerId) => {
      if (providerId === thisDeviceId) return ok({ provider: thisDevice(''), credentials: {} })
      const row = await findProvider(workspaceId, providerId)
      if (!row) return err({ type: 'model-not-found', detail: 'This provider is no longer set up here.' })
      const opened = await credentials.open(row.workspaceId, providerId)
      // A key that storage does not give for a moment is not missing.
      if (!opened.ok && opened.error.type.startsWith('storage-'))
        return err({ type: 'stream-cut', detail: opened.error.type })
      if (!opened.ok) return err({ type: 'key-missing' })
      return ok({ provider: rowToConfig(row), credentials: opened.value })
    },
    model: async (workspaceId, provider, modelId) => {
      if (provider.id === thisDeviceId) {
        const row = await deviceModel(modelId)
        const contextWindow = row?.model.contextWindow || undefined
        return { parameters: {}, ...(contextWindow === undefined ? {} : { contextWindow }) }
      }
      const own = await settingsOf(workspaceId, provider.id, modelId)
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
    isHere: async modelId => (await deviceModel(modelId))?.state === 'here',
  }
}
