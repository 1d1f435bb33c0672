/** The rows of models on this device, as the engine reads and changes them; pages read them through live queries. */

import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { DeviceModelRow } from './tables.ts'

/** One row after the change, or undefined when there is none (any more). */
export type ChangeRow = (
  id: string,
  change: (row: DeviceModelRow) => DeviceModelRow,
) => Promise<DeviceModelRow | undefined>

export interface ModelRows {
  readonly get: (id: string) => Promise<DeviceModelRow | undefined>
  readonly all: () => Promise<readonly DeviceModelRow[]>
  readonly put: (row: DeviceModelRow) => Promise<void>
  readonly change: ChangeRow
  readonly remove: (id: string) => Promise<void>
}

export const createModelRows = ({ run }: Pick<DexieConnection, 'run'>): ModelRows => {
  // What storage refuses here is told by the calls that a person waits for; a figure less is no loss.
  const quietly = async <T>(action: Parameters<typeof run<T>>[0]): Promise<T | undefined> => {
    const result = await run(action)
    return result.ok ? result.value : undefined
  }

  return {
    get: id => quietly(opened => opened.table<DeviceModelRow, string>('deviceModels').get(id)),
    all: async () => (await quietly(opened => opened.table<DeviceModelRow>('deviceModels').toArray())) ?? [],
    put: async row => {
      await quietly(opened => opened.table<DeviceModelRow>('deviceModels').put(row))
    },
    change: (id, change) =>
      quietly(opened =>
        opened.transaction('rw', 'deviceModels', async () => {
          const table = opened.table<DeviceModelRow, string>('deviceModels')
          const row = await table.get(id)
          if (!row) return undefined
          const changed = change(row)
          await table.put(changed)
          return changed
        }),
      ),
    remove: async id => {
      await quietly(opened => opened.table('deviceModels').delete(id))
    },
  }
}
