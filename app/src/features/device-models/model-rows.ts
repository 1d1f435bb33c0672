/** The rows of models on this device, as the engine reads and changes them; pages read them through live queries. */

import { ok, type Result } from '@weft/shared/result.ts'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { DeviceModelRow } from './tables.ts'

/** One row after the change, or undefined when there is none (any more); an error when it could not be stored. */
export type ChangeRow = (
  id: string,
  change: (row: DeviceModelRow) => DeviceModelRow,
) => Promise<Result<DeviceModelRow | undefined, StorageError>>

export interface ModelRows {
  readonly get: (id: string) => Promise<DeviceModelRow | undefined>
  readonly all: () => Promise<readonly DeviceModelRow[]>
  readonly put: (row: DeviceModelRow) => Promise<Result<void, StorageError>>
  readonly change: ChangeRow
  readonly remove: (id: string) => Promise<void>
}

export const createModelRows = ({ run }: Pick<DexieConnection, 'run'>): ModelRows => {
  // What cannot be read is not here, and what cannot be deleted is asked for again.
  const quietly = async <T>(action: Parameters<typeof run<T>>[0]): Promise<T | undefined> => {
    const result = await run(action)
    return result.ok ? result.value : undefined
  }

  return {
    get: id => quietly(opened => opened.table<DeviceModelRow, string>('deviceModels').get(id)),
    all: async () => (await quietly(opened => opened.table<DeviceModelRow>('deviceModels').toArray())) ?? [],
    put: async row => {
      const stored = await run(opened => opened.table<DeviceModelRow>('deviceModels').put(row))
      return stored.ok ? ok(undefined) : stored
    },
    change: (id, change) =>
      run(opened =>
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
