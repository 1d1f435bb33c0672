/** The schema of what is stored of the account: a row that another version wrote, or that is damaged, is no account. */

import { AccountId, DeviceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import type { AccountError } from '../account-error.ts'
import type { DeviceAccount } from '../device-account.ts'

const bytes = z.custom<Uint8Array<ArrayBuffer>>(value => value instanceof Uint8Array)

export const StoredAccount: z.ZodMiniType<DeviceAccount> = z.object({
  accountId: AccountId,
  email: z.string(),
  role: z.enum(['administrator', 'person']),
  deviceId: DeviceId,
  deviceName: z.string(),
  signing: bytes,
  agreement: bytes,
  signer: bytes,
  pinned: z.object({ sequence: z.int(), hash: bytes }),
  kdf: z.nullable(z.object({ memory: z.int(), passes: z.int(), lanes: z.int(), salt: bytes })),
  hasPhrase: z.boolean(),
  session: z.enum(['open', 'ended', 'signed-out']),
  attention: z.nullable(z.custom<AccountError>(value => typeof value === 'object' && value !== null)),
  leaving: z.optional(z.boolean()),
})
