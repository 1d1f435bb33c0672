/**
 * Keeps stored what this person's models and providers need of the app beyond what everybody has: when one is added, and
 * after an update, whose files have other names.
 */

import { liveQuery } from 'dexie'
import type { Database } from '../core/database.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { bringOnDemand } from './bring-on-demand.ts'
import type { OnDemandPart } from './on-demand-names.ts'

const partsInUse = async (database: Database): Promise<readonly OnDemandPart[]> => {
  const [providers, models] = await Promise.all([
    database.table<ProviderRow>('providers').toArray(),
    database.table<DeviceModelRow>('deviceModels').toArray(),
  ])
  const parts = new Set<OnDemandPart>()
  if (providers.some(({ dialect }) => dialect === 'anthropic')) parts.add('anthropic')
  for (const { state, model } of models)
    if (state === 'here' && model.engine !== 'browser') parts.add(model.engine)
  return [...parts].toSorted()
}

export const keepOnDemand = (database: Database, ask: Parameters<typeof bringOnDemand>[1]): void => {
  const asked = new Set<OnDemandPart>()
  // Without a network it is asked for again at the next start; storage that cannot be read is told elsewhere.
  liveQuery(() => partsInUse(database)).subscribe({
    next: parts => {
      for (const part of parts) {
        if (asked.has(part)) continue
        asked.add(part)
        void bringOnDemand(part, ask)
      }
    },
    error: () => undefined,
  })
}
