/** The two secrets that are only ever stored wrapped: 32 random bytes each. */

import type { Random } from '../../env.ts'
import type { Brand } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'

/** What everything of an account is wrapped under, one per generation. */
export type AccountKey = Brand<Uint8Array<ArrayBuffer>, 'AccountKey'>
/** What a workspace's documents are sealed under, one per epoch. */
export type WorkspaceKey = Brand<Uint8Array<ArrayBuffer>, 'WorkspaceKey'>

export type KeyLengthError = TaggedError<'key-malformed'>

const keyLength = 32

const isAccountKey = (bytes: Uint8Array<ArrayBuffer>): bytes is AccountKey => bytes.length === keyLength
const isWorkspaceKey = (bytes: Uint8Array<ArrayBuffer>): bytes is WorkspaceKey => bytes.length === keyLength

/** Takes the bytes over; does not copy them, so that there is one place to zero. */
export const parseAccountKey = (bytes: Uint8Array<ArrayBuffer>): Result<AccountKey, KeyLengthError> =>
  isAccountKey(bytes) ? ok(bytes) : err({ type: 'key-malformed' })

/** Likewise. */
export const parseWorkspaceKey = (bytes: Uint8Array<ArrayBuffer>): Result<WorkspaceKey, KeyLengthError> =>
  isWorkspaceKey(bytes) ? ok(bytes) : err({ type: 'key-malformed' })

export const createAccountKey = (random: Random): AccountKey => {
  const bytes = random.bytes(keyLength)
  if (!isAccountKey(bytes)) throw new Error('Invariant broken: an account key has 32 bytes')
  return bytes
}
