/**
 * Keeps stored what this person's models and providers need of the app beyond what everybody has: when one is added, and
 * after an update, whose files have other names. With the last of them it goes again.
 */

import { liveQuery } from 'dexie'
import type { Database } from '../core/database.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { bringOnDemand, dropOnDemandExcept } from './bring-on-demand.ts'
import type { OnDemandPart } from './on-demand-names.ts'

interface PartsInUse {
  readonly needed: ReadonlySet<OnDemandPart>
  /** Also those of models that are on their way, whose download brings them. */
  readonly wanted: ReadonlySet<OnDemandPart>
}

const partsInUse = async (database: Database): Promise<PartsInUse> => {
  const [providers, models] = await Promise.all([
    database.table<ProviderRow>('providers').toArray(),
    database.table<DeviceModelRow>('deviceModels').toArray(),
  ])
  const needed = new Set<OnDemandPart>()
  if (providers.some(({ dialect }) => dialect === 'anthropic')) needed.add('anthropic')
  const wanted = new Set(needed)
  for (const { state, model } of models) {
    if (model.engine === 'browser' || state === 'wanted') continue
    wanted.add(model.engine)
    if (state === 'here') needed.add(model.engine)
  }
  return { needed, wanted }
}

/** Until the returned function is called. */
export const keepOnDemand = (database: Database, ask: Parameters<typeof bringOnDemand>[1]): (() => void) => {
  const asked = new Set<OnDemandPart>()
  // What is brought for a newer state of the rows must not be dropped for an older one meanwhile.
  let dropped: Promise<unknown> = Promise.resolve()
  // Without a network it is asked for again at the next start; storage that cannot be read is told elsewhere.
  const query = liveQuery(() => partsInUse(database)).subscribe({
    next: ({ needed, wanted }) => {
      for (const part of asked) if (!wanted.has(part)) asked.delete(part)
      // What stays takes room and does no harm.
      dropped = dropped.then(() => dropOnDemandExcept(wanted)).catch(() => undefined)
      for (const part of needed) {
        if (asked.has(part)) continue
        asked.add(part)
        void dropped.then(() => bringOnDemand(part, ask))
      }
    },
    error: () => undefined,
  })
  return () => query.unsubscribe()
}
