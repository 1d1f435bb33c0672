/** What this device keeps of its account, and the keys that make it one of the account's devices. */

import type { DeviceKeys } from '@weft/shared/crypto/account/device.ts'
import { parsePublicKey } from '@weft/shared/crypto/public-key.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { liveQuery } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { DexieConnection } from '../../../core/dexie-connection.ts'
import type { KeyError } from '../../../core/keyring.ts'
import type { StorageError } from '../../../core/store.ts'
import { type DeviceAccount, deviceAccountName } from '../device-account.ts'
import { StoredAccount } from './stored-account.ts'

/** Rows of `keys`: private halves that script cannot read out, as the device key is. */
const keyIds = { signing: 'account:signing', agreement: 'account:agreement' } as const

export interface AccountStore {
  /** Null where this device belongs to no account. */
  readonly read: () => Promise<Result<DeviceAccount | null, StorageError>>
  /** The device becomes one of an account's: what it remembers and its keys, in one step. */
  readonly join: (account: DeviceAccount, keys: DeviceKeys) => Promise<Result<void, StorageError>>
  /** Changes some of it. A pin never goes back, whichever tab is slower. */
  readonly change: (change: Partial<DeviceAccount>) => Promise<Result<void, StorageError>>
  readonly keys: (account: DeviceAccount) => Promise<Result<DeviceKeys, StorageError | KeyError>>
  readonly forget: () => Promise<Result<void, StorageError>>
  /** Tells at once and after every change, by whichever tab. The returned function ends it. */
  readonly watch: (listener: (account: DeviceAccount | null) => void) => () => void
}

const readRow = async (database: Database): Promise<DeviceAccount | null> => {
  const row = await database.device.get(deviceAccountName)
  const account = StoredAccount.safeParse(row?.value)
  return account.success ? account.data : null
}

export const createAccountStore = (connection: DexieConnection, database: Database): AccountStore => ({
  read: () => connection.run(readRow),

  join: (account, keys) =>
    connection.run(stored =>
      stored.transaction('rw', stored.device, stored.keys, async () => {
        await stored.keys.bulkPut([
          { id: keyIds.signing, value: keys.signing.privateKey },
          { id: keyIds.agreement, value: keys.agreement.privateKey },
        ])
        await stored.device.put({ name: deviceAccountName, value: account })
      }),
    ),

  change: change =>
    connection.run(stored =>
      stored.transaction('rw', stored.device, async () => {
        const before = await readRow(stored)
        if (before === null) return
        const after = { ...before, ...change }
        const pinned = after.pinned.sequence < before.pinned.sequence ? before.pinned : after.pinned
        await stored.device.put({ name: deviceAccountName, value: { ...after, pinned } })
      }),
    ),

  keys: async account => {
    const rows = await connection.run(stored => stored.keys.bulkGet([keyIds.signing, keyIds.agreement]))
    if (!rows.ok) return rows
    const [signing, agreement] = rows.value
    const [signingPublic, agreementPublic] = [account.signing, account.agreement].map(parsePublicKey)
    if (!(signing?.value instanceof CryptoKey) || !(agreement?.value instanceof CryptoKey))
      return err({ type: 'key-unopenable', detail: 'the keys of this device are gone' })
    if (!signingPublic?.ok || !agreementPublic?.ok)
      return err({ type: 'key-unopenable', detail: 'the keys of this device are damaged' })
    return ok({
      signing: { privateKey: signing.value, publicKey: signingPublic.value },
      agreement: { privateKey: agreement.value, publicKey: agreementPublic.value },
    })
  },

  forget: () =>
    connection.run(stored =>
      stored.transaction('rw', stored.device, stored.keys, async () => {
        await stored.keys.bulkDelete([keyIds.signing, keyIds.agreement])
        await stored.device.delete(deviceAccountName)
      }),
    ),

  watch: listener => {
    const watching = liveQuery(() => readRow(database)).subscribe({ next: listener, error: () => {} })
    return () => watching.unsubscribe()
  },
})
