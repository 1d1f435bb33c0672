/**
 * What a page reads of the workspace: folders, providers with their models, and the person's settings. Each
 * hook is `undefined` until the first rows are read, and is told again when they change. Personal workspaces
 * are shown as one, so none of these asks which.
 */

import { type FolderId, type ProviderId, thisDeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import { useLiveQuery } from 'dexie-react-hooks'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { Database } from '../../core/database.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceModelRow } from '../device-models/tables.ts'
import type { CredentialHintRow, ModelListRow } from '../runs/tables.ts'
import { joinKeyHints, type KeyHint } from './key-hints.ts'
import { deviceModels } from './device-models.ts'
import { joinModels, type ModelsOf, type ProviderModels } from './join-models.ts'
import { type Settings, toSettings } from './setting-values.ts'
import type { SettingKey } from './settings.ts'
import type { FolderRow, ModelSettingsRow, ProviderRow, SettingRow } from './tables.ts'

const byAge = <Row extends { readonly createdAt: number }>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((a, b) => a.createdAt - b.createdAt)

/** Folders, oldest first. */
export const useFolders = (): readonly FolderRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () => byAge(await database.table<FolderRow, [WorkspaceId, FolderId]>('folders').toArray()),
    [database],
  )
}

/** Providers, oldest first. */
export const useProviders = (): readonly ProviderRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () => byAge(await database.table<ProviderRow, [WorkspaceId, ProviderId]>('providers').toArray()),
    [database],
  )
}

/** What is known of each provider's key: its last characters, never itself. */
export const useCredentialHints = (): ReadonlyMap<string, KeyHint> | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const [own, providers] = await Promise.all([
      database.table<CredentialHintRow, string>('credentialHints').toArray(),
      database.table<ProviderRow, [WorkspaceId, ProviderId]>('providers').toArray(),
    ])
    return joinKeyHints(own, providers)
  }, [database])
}

const readModels = async (database: Database): Promise<readonly ProviderModels[]> => {
  const [providers, lists, settings] = await Promise.all([
    database.table<ProviderRow, [WorkspaceId, ProviderId]>('providers').toArray(),
    database.table<ModelListRow, string>('modelLists').toArray(),
    database.table<ModelSettingsRow, [WorkspaceId, ProviderId, string]>('modelSettings').toArray(),
  ])
  return joinModels(providers, lists, settings)
}

/** Every provider with its models: listed by it and added by the person, hidden ones included and marked. */
export const useModels = (): readonly ProviderModels[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(() => readModels(database), [database])
}

/** Everyone who can be asked: the providers, then this device where it has models. */
export const useAnswerers = (): readonly ModelsOf<ProviderConfig>[] | undefined => {
  const { database } = usePage()
  const t = useText()
  const name = t('models.thisDevice')
  return useLiveQuery(async () => {
    const [providers, device] = await Promise.all([
      readModels(database),
      database.table<DeviceModelRow, string>('deviceModels').toArray(),
    ])
    return [...providers, ...deviceModels(device, name)]
  }, [database, name])
}

/** The models that are on this device, the one used last first. */
export const useDeviceModels = (): readonly ModelRef[] | undefined =>
  useAnswerers()
    ?.filter(({ provider }) => provider.id === thisDeviceId)
    .flatMap(({ models }) => models.map(({ modelId, name }) => ({ providerId: thisDeviceId, modelId, name })))

/** All settings that sync, defaults filled in. */
export const useSettings = (): Settings | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () => toSettings(await database.table<SettingRow, [WorkspaceId, string]>('settings').toArray()),
    [database],
  )
}

/** One setting, its default where the person chose nothing. */
export const useSetting = <Key extends SettingKey>(key: Key): Settings[Key] | undefined =>
  useSettings()?.[key]
