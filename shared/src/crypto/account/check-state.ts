/**
 * Whether a state that a server sends may be believed. A device remembers the last one it accepted as a pin; a new
 * device gets a pin by pairing, or has none and trusts what its own account key says is the signer. A refusal is
 * shown to the person and stops key operations; it never stops reading and writing what is on the device.
 *
 * Not seen here: a server that shows two devices two states of which neither is older (they find out by comparing),
 * and one that shows a device without a pin an older state with the wraps of then.
 */

import { equalBytes } from '../../bytes.ts'
import type { AccountId } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { type PublicKey, publicKeyLength } from '../public-key.ts'
import { envelopeVersion } from '../sealer.ts'
import { verifyStatement } from '../signature.ts'
import {
  type AccountState,
  hashOf,
  parseAccountState,
  type SignedState,
  type StateFormatError,
  statementOfState,
  type UnlockPath,
  unlockPathKey,
} from './account-state.ts'
import { checkKdf, type KdfRefusal } from './kdf-parameters.ts'

/** The last state that this device accepted. */
export interface PinnedState {
  readonly sequence: number
  /** SHA-256 of its bytes. */
  readonly hash: Uint8Array<ArrayBuffer>
}

/** What this device knows by itself. */
export interface StateTrust {
  readonly accountId: AccountId
  /** The identity's signing key, as the account key opened it. */
  readonly signer: PublicKey
  readonly pinned: PinnedState | null
}

export interface StoredWrap {
  readonly path: UnlockPath
  readonly wrapped: Uint8Array<ArrayBuffer>
}

/** All that the server stores about unlocking: the state and every wrap of the account key. */
export interface ReceivedState {
  readonly signed: SignedState
  readonly wraps: readonly StoredWrap[]
}

export type WrapRefusal = TaggedError<
  'state-wrap-added' | 'state-wrap-dropped' | 'state-wrap-changed' | 'state-envelope-below-minimum'
> & { readonly path: string }

export type StateRefusal =
  | StateFormatError
  | KdfRefusal
  | WrapRefusal
  | TaggedError<
      | 'state-other-account'
      | 'state-signer-unknown'
      | 'state-signature-wrong'
      | 'state-older'
      | 'state-forked'
    >

export interface AcceptedState {
  readonly state: AccountState
  /** What the device remembers from now on. */
  readonly pinned: PinnedState
}

const checkSignature = async (
  { accountId, signer }: StateTrust,
  state: AccountState,
  signed: SignedState,
): Promise<Result<void, StateRefusal>> => {
  if (state.accountId !== accountId) return err({ type: 'state-other-account' })
  if (!equalBytes(state.identity.signing, signer)) return err({ type: 'state-signer-unknown' })
  const valid = await verifyStatement(signer, statementOfState(state), signed.signature)
  return valid ? ok(undefined) : err({ type: 'state-signature-wrong' })
}

/** States between the pinned one and this one may be missing: the server keeps the last. */
const checkOrder = (
  pinned: PinnedState | null,
  state: AccountState,
  hash: Uint8Array,
): Result<void, StateRefusal> => {
  if (!pinned) return ok(undefined)
  if (state.sequence < pinned.sequence) return err({ type: 'state-older' })
  const same = state.sequence === pinned.sequence
  const next = state.sequence === pinned.sequence + 1
  if ((same && !equalBytes(hash, pinned.hash)) || (next && !equalBytes(state.previous, pinned.hash)))
    return err({ type: 'state-forked' })
  return ok(undefined)
}

/** The envelope of a key that is sealed to a device stands behind the ephemeral public key. */
const versionOf = ({ path, wrapped }: StoredWrap): number =>
  wrapped[path.kind === 'account-to-device' ? publicKeyLength : 0] ?? 0

const checkWraps = async (
  state: AccountState,
  wraps: readonly StoredWrap[],
): Promise<Result<void, WrapRefusal>> => {
  const missing = new Map(state.wraps.map(({ path, hash }) => [unlockPathKey(path), hash]))
  for (const wrap of wraps) {
    const path = unlockPathKey(wrap.path)
    const hash = missing.get(path)
    if (!hash) return err({ type: 'state-wrap-added', path })
    if (versionOf(wrap) < state.minEnvelopeVersion) return err({ type: 'state-envelope-below-minimum', path })
    if (!equalBytes(hash, await hashOf(wrap.wrapped))) return err({ type: 'state-wrap-changed', path })
    missing.delete(path)
  }
  const [dropped] = missing.keys()
  return dropped === undefined ? ok(undefined) : err({ type: 'state-wrap-dropped', path: dropped })
}

export const checkState = async (
  trust: StateTrust,
  { signed, wraps }: ReceivedState,
): Promise<Result<AcceptedState, StateRefusal>> => {
  const parsed = parseAccountState(signed.bytes)
  if (!parsed.ok) return parsed
  const state = parsed.value
  const authentic = await checkSignature(trust, state, signed)
  if (!authentic.ok) return authentic
  const hash = await hashOf(signed.bytes)
  const ordered = checkOrder(trust.pinned, state, hash)
  if (!ordered.ok) return ordered
  if (state.minEnvelopeVersion > envelopeVersion) return err({ type: 'state-newer-format' })
  const costly = state.kdf ? checkKdf(state.kdf) : ok(undefined)
  if (!costly.ok) return costly
  const listed = await checkWraps(state, wraps)
  return listed.ok ? ok({ state, pinned: { sequence: state.sequence, hash } }) : listed
}
