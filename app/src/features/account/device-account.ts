/**
 * What this device remembers of the account that it belongs to. No secret is in it: the device's private keys lie
 * beside it as keys that script cannot read out, and everything else opens with them. A page reads it to know who is
 * signed in; the engine writes it, and reads it by a schema (`engine/stored-account.ts`).
 */

import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { AccountError } from './account-error.ts'

/** The name of its row in `device`. */
export const deviceAccountName = 'account'

type Bytes = Uint8Array<ArrayBuffer>

export interface DeviceAccount {
  readonly accountId: AccountId
  readonly email: string
  readonly role: 'administrator' | 'person'
  readonly deviceId: DeviceId
  readonly deviceName: string
  /** The public halves of this device's keys. */
  readonly signing: Bytes
  readonly agreement: Bytes
  /** The account's signing key, as the account key opened it; a server that shows another one is refused. */
  readonly signer: Bytes
  /** The last state that was accepted. */
  readonly pinned: { readonly sequence: number; readonly hash: Bytes }
  readonly kdf: {
    readonly memory: number
    readonly passes: number
    readonly lanes: number
    readonly salt: Bytes
  } | null
  readonly hasPhrase: boolean
  /** `ended`: by the server, in another place or by time. `signed-out`: here. */
  readonly session: 'open' | 'ended' | 'signed-out'
  /** What the person should know, and what stands in the way of key operations; null where all is well. */
  readonly attention: AccountError | null
  /** The account was asked to be deleted, and nobody has said that it was not. */
  readonly leaving?: boolean | undefined
}

/** As it is stored. */
export interface DeviceAccountRow {
  readonly name: typeof deviceAccountName
  readonly value: DeviceAccount
}
