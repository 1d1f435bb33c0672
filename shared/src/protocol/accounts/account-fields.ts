/** The parts of an account as requests and answers have them. */

import * as z from 'zod/mini'
import {
  accountId,
  bytes,
  deviceId,
  instant,
  proof,
  publicKey,
  sealedName,
  sequence,
  signature,
  wrapped,
} from './fields.ts'

/** Bounds of what clients accept themselves; a cost outside of them would lock a person out. */
export const kdf = /* @__PURE__ */ z.strictObject({
  memory: z.int().check(z.gte(19 * 1024), z.lte(256 * 1024)),
  passes: z.int().check(z.gte(2), z.lte(16)),
  lanes: z.literal(1),
  salt: bytes(16),
})

/** As a server says it: whether a cost is enough is for the client to judge, and to say by name. */
export const kdfOut = /* @__PURE__ */ z.strictObject({
  memory: z.int(),
  passes: z.int(),
  lanes: z.int(),
  salt: bytes(0, 64),
})

export const passwordPath = 'account-by-password'
export const recoveryPath = 'account-by-recovery'
const devicePathPattern = /^account-to-device\/dev_[a-z2-7]{26}$/

export const devicePath = (id: string): string => `account-to-device/${id}`

const path = /* @__PURE__ */ z.union([
  z.literal(passwordPath),
  z.literal(recoveryPath),
  z.string().check(z.regex(devicePathPattern)),
])

/** One way to unlock the account: the account key under something that a person or a device has. */
export const unlockWrap = /* @__PURE__ */ z.strictObject({ path, blob: wrapped })

/** Both halves, wrapped by the account key. */
export const identity = /* @__PURE__ */ z.strictObject({ signing: wrapped, agreement: wrapped })

/** As clients bound it: some hundred devices fit. */
const longestState = 64 * 1024
export const signedState = /* @__PURE__ */ z.strictObject({ bytes: bytes(1, longestState), signature })

/** A device that is to become one of the account's. */
export const newDevice = /* @__PURE__ */ z.strictObject({
  id: deviceId,
  signing: publicKey,
  agreement: publicKey,
  certificate: signature,
  addedAt: instant,
  sealedName,
})

export const listedDevice = /* @__PURE__ */ z.strictObject({
  ...newDevice.shape,
  lastSeenAt: instant,
  revokedAt: z.nullable(instant),
})

export const session = /* @__PURE__ */ z.strictObject({
  accountId,
  role: z.enum(['administrator', 'person']),
  /** Null: this device is not one of the account's yet, or no longer. */
  deviceId: z.nullable(deviceId),
  expiresAt: instant,
})

/** With those that were revoked, since the state lists them for ever. As many as fit into the longest state. */
export const mostDevices = 200

/** The answer to a change: where the account's state stands now. */
export const changed = /* @__PURE__ */ z.strictObject({ sequence })

/** Somebody who is signed in says again what they know. */
export const provedBy = /* @__PURE__ */ z.strictObject({ of: z.enum(['password', 'phrase']), proof })

/** What every change carries: the state as it shall be, and the sequence of the one that it follows. */
export const followsState = { ifSequence: sequence, state: signedState }

/** Sessions of others that have the old password end, unless the person says that they need not. */
export const keepsSessions = /* @__PURE__ */ { keepOtherSessions: z._default(z.boolean(), false) }
