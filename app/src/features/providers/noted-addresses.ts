/**
 * Addresses that a person is about to try and has not saved. The service worker lets the provider worker reach
 * them beside those of the providers. They belong to this device, hold no secret, and are forgotten at the next
 * start.
 */

import * as z from 'zod/mini'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { Result } from '@weft/shared/result.ts'
import { notedAddressesName } from './noted-addresses-name.ts'

/** More than one tries in a sitting; the oldest goes first. */
const mostNoted = 10

const NotedAddresses = z.catch(z.array(z.string()), [])

export const noteAddresses = (
  connection: DexieConnection,
  addresses: readonly string[],
): Promise<Result<void, StorageError>> =>
  connection.run(database =>
    database.transaction('rw', database.device, async () => {
      const noted = NotedAddresses.parse((await database.device.get(notedAddressesName))?.value)
      const value = [...new Set([...noted, ...addresses])].slice(-mostNoted)
      await database.device.put({ name: notedAddressesName, value })
    }),
  )

/** What was tried in an earlier visit and not saved is not to be reached any longer. */
export const forgetAddresses = (connection: DexieConnection): Promise<Result<void, StorageError>> =>
  connection.run(database => database.device.delete(notedAddressesName))
