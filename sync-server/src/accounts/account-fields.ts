/** The parts of an account as requests and answers have them. */

import * as z from 'zod'
import {
  bytes,
  bytesOut,
  deviceId,
  instant,
  proof,
  publicKey,
  sealedName,
  sequence,
  signature,
  toText,
  wrapped,
} from '../api/fields.ts'
import type { Kdf } from './signed-state.ts'

/** Bounds of what clients accept themselves; a cost outside of them would lock a person out. */
export const kdf = z.strictObject({
  memory: z
    .int()
    .min(19 * 1024)
    .max(256 * 1024),
  passes: z.int().min(2).max(16),
  lanes: z.literal(1),
  salt: bytes(16),
})

export const kdfOut = z.strictObject({
  memory: z.int(),
  passes: z.int(),
  lanes: z.int(),
  salt: bytesOut,
})

export const kdfToText = ({ memory, passes, lanes, salt }: Kdf): z.input<typeof kdfOut> => ({
  memory,
  passes,
  lanes,
  salt: toText(salt),
})

export const passwordPath = 'account-by-password'
export const recoveryPath = 'account-by-recovery'
const devicePathPattern = /^account-to-device\/dev_[a-z2-7]{26}$/

export const devicePath = (id: string): string => `account-to-device/${id}`

const path = z.union([z.literal(passwordPath), z.literal(recoveryPath), z.string().regex(devicePathPattern)])

/** One way to unlock the account: the account key under something that a person or a device has. */
export const unlockWrap = z.strictObject({ path, blob: wrapped })
export const unlockWrapOut = z.strictObject({ path, blob: bytesOut })

/** Both halves, wrapped by the account key. */
export const identity = z.strictObject({ signing: wrapped, agreement: wrapped })
export const identityOut = z.strictObject({ signing: bytesOut, agreement: bytesOut })

/** As clients bound it: some hundred devices fit. */
const longestState = 64 * 1024
export const signedState = z.strictObject({ bytes: bytes(1, longestState), signature })
export const signedStateOut = z.strictObject({ bytes: bytesOut, signature: bytesOut })

/** A device that is to become one of the account's. */
export const newDevice = z.strictObject({
  id: deviceId,
  signing: publicKey,
  agreement: publicKey,
  certificate: signature,
  addedAt: instant,
  sealedName,
})

export const deviceOut = z.strictObject({
  id: z.string(),
  signing: bytesOut,
  agreement: bytesOut,
  certificate: bytesOut,
  sealedName: bytesOut,
  addedAt: instant,
  lastSeenAt: instant,
  revokedAt: instant.nullable(),
})

export const sessionOut = z.strictObject({
  accountId: z.string(),
  role: z.enum(['administrator', 'person']),
  /** Null: this device is not one of the account's yet, or no longer. */
  deviceId: z.string().nullable(),
  expiresAt: instant,
})

/** With those that were revoked, since the state lists them for ever. As many as fit into the longest state. */
export const mostDevices = 200

/** The answer to a change: where the account's state stands now. */
export const changedOut = z.strictObject({ sequence })

/** Somebody who is signed in says again what they know. */
export const provedBy = z.strictObject({ of: z.enum(['password', 'phrase']), proof })

/** What every change carries: the state as it shall be, and the sequence of the one that it follows. */
export const followsState = { ifSequence: sequence, state: signedState }

/** Sessions of others that have the old password end, unless the person says that they need not. */
export const keepsSessions = { keepOtherSessions: z.boolean().default(false) }
