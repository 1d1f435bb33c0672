/** Rows of models in memory, shared by the tabs of a test. */

import { ok } from '@weft/shared/result.ts'
import type { ModelRows } from '../model-rows.ts'
import type { DeviceModelRow } from '../tables.ts'

export const createMemoryModelRows = (): ModelRows & {
  readonly map: ReadonlyMap<string, DeviceModelRow>
} => {
  const map = new Map<string, DeviceModelRow>()
  return {
    map,
    get: async id => map.get(id),
    all: async () => [...map.values()],
    put: async row => {
      map.set(row.id, row)
      return ok(undefined)
    },
    change: async (id, change) => {
      const row = map.get(id)
      if (row) map.set(id, change(row))
      return ok(map.get(id))
    },
    remove: async id => {
      map.delete(id)
    },
  }
}
