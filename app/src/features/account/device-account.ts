/**
 * What this device remembers of the account that it belongs to. No secret is in it: the device's private keys lie
 * beside it as keys that script cannot read out, and everything else opens with them. A page reads it to know who is
 * signed in.
 */

import { AccountId, DeviceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import type { AccountError } from './account-error.ts'

/** The name of its row in `device`. */
export const deviceAccountName = 'account'

const bytes = z.custom<Uint8Array<ArrayBuffer>>(value => value instanceof Uint8Array)

export const DeviceAccount = z.object({
  accountId: AccountId,
  email: z.string(),
  role: z.enum(['administrator', 'person']),
  deviceId: DeviceId,
  deviceName: z.string(),
  /** The public halves of this device's keys. */
  signing: bytes,
  agreement: bytes,
  /** The account's signing key, as the account key opened it; a server that shows another one is refused. */
  signer: bytes,
  /** The last state that was accepted. */
  pinned: z.object({ sequence: z.int(), hash: bytes }),
  kdf: z.nullable(z.object({ memory: z.int(), passes: z.int(), lanes: z.int(), salt: bytes })),
  hasPhrase: z.boolean(),
  /** `ended`: by the server, in another place or by time. `signed-out`: here. */
  session: z.enum(['open', 'ended', 'signed-out']),
  /** What the person should know, and what stands in the way of key operations; null where all is well. */
  attention: z.nullable(z.custom<AccountError>(value => typeof value === 'object' && value !== null)),
})
export type DeviceAccount = z.infer<typeof DeviceAccount>
