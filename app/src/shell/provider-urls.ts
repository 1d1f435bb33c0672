/**
 * The page's side of `service-worker/read-provider-urls.ts`: the same two sources, read through Dexie, and the
 * one row that the page itself writes. It belongs to this device, holds no secret, and means nothing to the
 * engine: the addresses a person is about to try before she saves them.
 */

import type { Database } from '../core/database.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { originsRowName } from './service-worker/read-provider-urls.ts'

/** More than one tries in a sitting; the oldest goes first. */
const mostNoted = 10

const readNoted = async (database: Database): Promise<readonly string[]> => {
  const row = await database.device.get(originsRowName)
  return Array.isArray(row?.value) ? row.value.filter(url => typeof url === 'string') : []
}

export const readProviderUrls = async (database: Database): Promise<readonly string[]> => {
  const [providers, noted] = await Promise.all([
    database.table<ProviderRow>('providers').toArray(),
    readNoted(database),
  ])
  return [...providers.map(provider => provider.baseUrl), ...noted]
}

export const noteProviderUrls = async (database: Database, urls: readonly string[]): Promise<void> => {
  const noted = await readNoted(database)
  const value = [...new Set([...noted, ...urls])].slice(-mostNoted)
  await database.device.put({ name: originsRowName, value })
}

/** What was tried in an earlier visit and not saved is not to be reached any longer. */
export const forgetNotedUrls = async (database: Database): Promise<void> => {
  await database.device.delete(originsRowName)
}
