/** Whether a state may follow another, and says what will be stored with it. Decided before anything is written. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import { passwordPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import {
  isSignedBy,
  type Kdf,
  type ReadState,
  readSignedState,
  sha256,
  type SignedState,
} from './signed-state.ts'

export interface UnlockWrap {
  /** As in the state: `account-by-password`, or `account-to-device/` and the device. */
  readonly path: string
  readonly blob: Uint8Array<ArrayBuffer>
}

export interface ListedDevice {
  readonly id: string
  readonly signing: Uint8Array<ArrayBuffer>
  readonly agreement: Uint8Array<ArrayBuffer>
  readonly addedAt: number
  readonly revoked: boolean
}

/** What the tables will hold once the state is stored. */
export interface StoredWithState {
  readonly accountId: string
  readonly generation: number
  readonly sequence: number
  readonly kdf: Kdf
  readonly wraps: readonly UnlockWrap[]
  readonly devices: readonly ListedDevice[]
}

type StateProblem = Extract<ProblemType, `state-${string}`>

/** `before`: the bytes of the state that this one follows; null for the first. */
export const checkNextState = (
  before: Uint8Array<ArrayBuffer> | null,
  next: SignedState,
  stored: StoredWithState,
): Result<void, StateProblem> => {
  const state = readSignedState(next)
  if (!state.ok) return state
  const signer = before === null ? state.value.signingKey : signerOf(before)
  // The identity of an account does not change, so the next state names the same key.
  if (signer === undefined || !signer.equals(state.value.signingKey) || !isSignedBy(signer, next))
    return err('state-signature-wrong')
  const previous = before === null ? Buffer.of() : sha256(before)
  return isConsistent(state.value, previous, stored) ? ok(undefined) : err('state-inconsistent')
}

const signerOf = (bytes: Uint8Array<ArrayBuffer>): Buffer | undefined => {
  const state = readSignedState({ bytes, signature: Buffer.of() })
  return state.ok ? state.value.signingKey : undefined
}

const isConsistent = (state: ReadState, previous: Buffer, stored: StoredWithState): boolean =>
  state.accountId === stored.accountId &&
  state.generation === stored.generation &&
  state.sequence === stored.sequence &&
  state.previous.equals(previous) &&
  state.kdf !== undefined &&
  isSameKdf(state.kdf, stored.kdf) &&
  // Whoever can sign in by password can unlock by it.
  state.wraps.has(passwordPath) &&
  state.wraps.size === stored.wraps.length &&
  stored.wraps.every(({ path, blob }) => state.wraps.get(path) === sha256(blob).toString('hex')) &&
  state.devices.size === stored.devices.length &&
  stored.devices.every(device => isListed(state, device))

const isSameKdf = (a: Kdf, b: Kdf): boolean =>
  a.memory === b.memory &&
  a.passes === b.passes &&
  a.lanes === b.lanes &&
  Buffer.compare(a.salt, b.salt) === 0

const isListed = (state: ReadState, device: ListedDevice): boolean => {
  const listed = state.devices.get(device.id)
  return (
    listed !== undefined &&
    listed.signing.equals(device.signing) &&
    listed.agreement.equals(device.agreement) &&
    listed.addedAt === device.addedAt &&
    listed.revoked === device.revoked
  )
}
