/** What a provider serves: its own list, the person's additions, and what the person set for each. */

import type { Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { ModelListRow } from '../runs/tables.ts'
import type { ModelSettingsRow, ProviderRow } from './tables.ts'

export interface ProviderModel {
  readonly modelId: string
  readonly name: string
  readonly contextWindow?: number
  /** What the person typed, or else what the provider lists; `providers/prices.ts` may know one where it is absent. */
  readonly price?: Price
  readonly hidden: boolean
  /** False for a model the provider does not list: the person typed its id. */
  readonly listed: boolean
  /** Bytes on the disk of this device. */
  readonly diskBytes?: number
  /** What the person set for it, where anything was set. */
  readonly settings?: ModelSettingsRow
}

/** Models by who answers with them. */
export interface ModelsOf<Answerer extends ProviderConfig> {
  readonly provider: Answerer
  /** By name, hidden ones included. */
  readonly models: readonly ProviderModel[]
  /** When the provider last listed its models; absent when it never did. */
  readonly fetchedAt?: number
}

export type ProviderModels = ModelsOf<ProviderRow>

/** "gpt-5" before "gpt-10", whatever the case. */
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

export const joinModels = (
  providers: readonly ProviderRow[],
  lists: readonly ModelListRow[],
  settings: readonly ModelSettingsRow[],
): readonly ProviderModels[] =>
  providers
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map(provider => {
      const list = lists.find(({ providerId }) => providerId === provider.id)
      const own = settings.filter(
        row => row.providerId === provider.id && row.workspaceId === provider.workspaceId,
      )
      const models = modelsOf(list, own)
      return list ? { provider, models, fetchedAt: list.fetchedAt } : { provider, models }
    })

const modelsOf = (
  list: ModelListRow | undefined,
  own: readonly ModelSettingsRow[],
): readonly ProviderModel[] => {
  const settingsById = new Map(own.map(row => [row.modelId, row]))
  const listed = (list?.models ?? []).map(model => toModel(model, settingsById.get(model.modelId), true))
  const listedIds = new Set(listed.map(({ modelId }) => modelId))
  const added = own
    .filter(row => row.manual === true && !listedIds.has(row.modelId))
    .map(row => toModel({ modelId: row.modelId, name: row.modelId }, row, false))
  return [...listed, ...added].toSorted((a, b) => byName.compare(a.name, b.name))
}

const toModel = (
  model: ModelListRow['models'][number],
  settings: ModelSettingsRow | undefined,
  listed: boolean,
): ProviderModel => {
  const contextWindow = settings?.contextWindow ?? model.contextWindow
  const price = settings?.price ?? model.price
  return {
    modelId: model.modelId,
    name: settings?.name || model.name,
    hidden: settings?.hidden === true,
    listed,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(price ? { price } : {}),
    ...(settings ? { settings } : {}),
  }
}
