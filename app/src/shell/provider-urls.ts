/** The page's side of `service-worker/read-provider-urls.ts`: the same two sources, read through Dexie. */

import type { Database } from '../core/database.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { notedAddressesName } from '../features/providers/noted-addresses-name.ts'

const readNoted = async (database: Database): Promise<readonly string[]> => {
  const row = await database.device.get(notedAddressesName)
  return Array.isArray(row?.value) ? row.value.filter(url => typeof url === 'string') : []
}

export const readProviderUrls = async (database: Database): Promise<readonly string[]> => {
  const [providers, noted] = await Promise.all([
    database.table<ProviderRow>('providers').toArray(),
    readNoted(database),
  ])
  return [...providers.map(provider => provider.baseUrl), ...noted]
}
