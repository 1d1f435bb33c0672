/** Notes of large updates, kept in the device's table: they must be there after the engine has ended. */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import type { DexieConnection } from './dexie-connection.ts'
import type { AttemptNotes } from './large-updates.ts'

const Attempts = z.catch(z.number(), 0)

const rowName = (name: string): string => `applying:${name}`

/** A database that cannot be written counts nothing: what cannot be noted is tried. */
export const createDexieAttemptNotes = (connection: DexieConnection): AttemptNotes => ({
  add: async name => {
    const counted = await connection.run(database =>
      database.transaction('rw', database.device, async () => {
        const before = Attempts.parse((await database.device.get(rowName(name)))?.value)
        await database.device.put({ name: rowName(name), value: before + 1 })
        return before
      }),
    )
    return counted.ok ? counted.value : 0
  },
  remove: async name => {
    await connection.run(database => database.device.delete(rowName(name)))
  },
})

export const updateName = async (update: Uint8Array): Promise<string> =>
  bytesToBase32(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', update.slice())))
