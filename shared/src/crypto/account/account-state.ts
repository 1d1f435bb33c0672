/**
 * The account state: what the account consists of, signed by its identity, so that a server can neither put an
 * older password cost, an older wrap or a device of its own in place, nor take one away, without being seen.
 *
 * The signed bytes are what is stored and sent; nothing is signed that has to be put into order first. They are
 * length-prefixed parts (`bytes.ts`): label, account, generation, sequence, hash of the state before, signing key,
 * agreement key, cost and salt, least envelope version, wraps, devices. Numbers are decimal texts, lists are parts
 * of parts in ascending order, and bytes that are not exactly what encoding their meaning gives are refused.
 */

import { assert, must } from '../../assert.ts'
import { decodeText, encodeText, equalBytes, lengthPrefixed, splitLengthPrefixed } from '../../bytes.ts'
import { AccountId, DeviceId } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { parsePublicKey, type PublicKey } from '../public-key.ts'
import { signStatement, type Statement, statementBytes } from '../signature.ts'
import type { Device } from './device.ts'
import type { Identity, IdentityPublicKeys } from './identity.ts'
import type { KdfParameters } from './kdf-parameters.ts'

/** One way to unlock the account. */
export type UnlockPath =
  | { readonly kind: 'account-by-password' }
  | { readonly kind: 'account-by-recovery' }
  | { readonly kind: 'account-to-device'; readonly deviceId: DeviceId }

/** `hash`: SHA-256 of the wrap as it is stored. */
export interface ListedWrap {
  readonly path: UnlockPath
  readonly hash: Uint8Array<ArrayBuffer>
}

export interface ListedDevice extends Device {
  readonly revokedAt: number | null
}

export interface AccountState {
  readonly accountId: AccountId
  /** Of the account key. */
  readonly generation: number
  /** One more with every state. */
  readonly sequence: number
  /** SHA-256 of the bytes of the state before; empty in the first. */
  readonly previous: Uint8Array<ArrayBuffer>
  readonly identity: IdentityPublicKeys
  /** Null where there is no password. */
  readonly kdf: KdfParameters | null
  /** No wrap of this account has an older envelope. */
  readonly minEnvelopeVersion: number
  readonly wraps: readonly ListedWrap[]
  readonly devices: readonly ListedDevice[]
}

export interface SignedState {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

export type StateFormatError = TaggedError<'state-malformed' | 'state-newer-format'>

const label = 'weft/v1/account-state'
const hashLength = 32
/** Some hundred devices fit well; a larger one is sent to keep somebody's device busy. */
const maxStateBytes = 256 * 1024

export const hashOf = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes.slice()))

/** A text that is different for every path, by which wraps are ordered and compared. */
export const unlockPathKey = (path: UnlockPath): string =>
  path.kind === 'account-to-device' ? `${path.kind}/${path.deviceId}` : path.kind

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const encodeKdf = (kdf: KdfParameters | null): Uint8Array<ArrayBuffer> =>
  kdf ? lengthPrefixed(String(kdf.memory), String(kdf.passes), String(kdf.lanes), kdf.salt) : lengthPrefixed()

const encodeWraps = (wraps: readonly ListedWrap[]): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(
    ...wraps
      .toSorted((a, b) => byText(unlockPathKey(a.path), unlockPathKey(b.path)))
      .map(({ path, hash }) => lengthPrefixed(unlockPathKey(path), hash)),
  )

const encodeDevices = (devices: readonly ListedDevice[]): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(
    ...devices
      .toSorted((a, b) => byText(a.id, b.id))
      .map(({ id, signing, agreement, addedAt, revokedAt }) =>
        lengthPrefixed(id, signing, agreement, String(addedAt), revokedAt === null ? '' : String(revokedAt)),
      ),
  )

/** The statement that is signed; its bytes are the state's. */
export const statementOfState = (state: AccountState): Statement => ({
  label,
  parts: [
    state.accountId,
    String(state.generation),
    String(state.sequence),
    state.previous,
    state.identity.signing,
    state.identity.agreement,
    encodeKdf(state.kdf),
    String(state.minEnvelopeVersion),
    encodeWraps(state.wraps),
    encodeDevices(state.devices),
  ],
})

export const encodeAccountState = (state: AccountState): Uint8Array<ArrayBuffer> =>
  statementBytes(statementOfState(state))

export const signAccountState = async (identity: Identity, state: AccountState): Promise<SignedState> => ({
  bytes: encodeAccountState(state),
  signature: await signStatement(identity.signing.privateKey, statementOfState(state)),
})

// Reading. What follows throws on anything unexpected; `parseAccountState` is the one that catches.

const split = (bytes: Uint8Array): readonly Uint8Array<ArrayBuffer>[] => {
  const parts = splitLengthPrefixed(bytes)
  return must(parts.ok ? parts.value : null, 'parts')
}

const readNumber = (bytes: Uint8Array): number => {
  const value = Number(decodeText(bytes))
  assert(Number.isSafeInteger(value) && value >= 0, 'a number is a whole one')
  return value
}

const readPublicKey = (bytes: Uint8Array): PublicKey => {
  const key = parsePublicKey(bytes)
  return must(key.ok ? key.value : null, 'a public key')
}

const readHash = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  assert(bytes.length === hashLength, 'a hash has 32 bytes')
  return bytes
}

const readKdf = (bytes: Uint8Array): KdfParameters | null => {
  if (bytes.length === 0) return null
  const [memory, passes, lanes, salt] = split(bytes)
  return {
    memory: readNumber(must(memory, 'memory')),
    passes: readNumber(must(passes, 'passes')),
    lanes: readNumber(must(lanes, 'lanes')),
    salt: must(salt, 'salt'),
  }
}

/** The path that `unlockPathKey` gave; throws on any other text. */
export const readUnlockPath = (text: string): UnlockPath => {
  if (text === 'account-by-password' || text === 'account-by-recovery') return { kind: text }
  const [kind, deviceId] = text.split('/')
  assert(kind === 'account-to-device', 'a path is known')
  return { kind, deviceId: DeviceId.parse(deviceId) }
}

const readWrap = (bytes: Uint8Array): ListedWrap => {
  const [path, hash] = split(bytes)
  return { path: readUnlockPath(decodeText(must(path, 'path'))), hash: readHash(must(hash, 'hash')) }
}

const readDevice = (bytes: Uint8Array): ListedDevice => {
  const [id, signing, agreement, addedAt, revokedAt] = split(bytes)
  const revoked = must(revokedAt, 'time of revoking')
  return {
    id: DeviceId.parse(decodeText(must(id, 'device'))),
    signing: readPublicKey(must(signing, 'signing key')),
    agreement: readPublicKey(must(agreement, 'agreement key')),
    addedAt: readNumber(must(addedAt, 'time of adding')),
    revokedAt: revoked.length === 0 ? null : readNumber(revoked),
  }
}

/** Each path and each device stands once, and keys lie only with devices that are listed and not revoked. */
const isSound = ({ wraps, devices }: AccountState): boolean => {
  const active = new Map(devices.map(({ id, revokedAt }) => [id, revokedAt === null]))
  return (
    active.size === devices.length &&
    new Set(wraps.map(({ path }) => unlockPathKey(path))).size === wraps.length &&
    wraps.every(({ path }) => path.kind !== 'account-to-device' || active.get(path.deviceId) === true)
  )
}

const readState = (parts: readonly Uint8Array<ArrayBuffer>[]): AccountState => {
  const part = (index: number) => must(parts[index], 'a part')
  const previous = part(4)
  return {
    accountId: AccountId.parse(decodeText(part(1))),
    generation: readNumber(part(2)),
    sequence: readNumber(part(3)),
    previous: previous.length === 0 ? previous : readHash(previous),
    identity: { signing: readPublicKey(part(5)), agreement: readPublicKey(part(6)) },
    kdf: readKdf(part(7)),
    minEnvelopeVersion: readNumber(part(8)),
    wraps: split(part(9)).map(readWrap),
    devices: split(part(10)).map(readDevice),
  }
}

const isOfAnotherVersion = (first: Uint8Array): boolean =>
  /^weft\/v\d+\/account-state$/.test(decodeText(first)) && !equalBytes(first, encodeText(label))

export const parseAccountState = (bytes: Uint8Array): Result<AccountState, StateFormatError> => {
  if (bytes.length > maxStateBytes) return err({ type: 'state-malformed' })
  try {
    const parts = split(bytes)
    if (isOfAnotherVersion(must(parts[0], 'the label'))) return err({ type: 'state-newer-format' })
    const state = readState(parts)
    const canonical = isSound(state) && equalBytes(encodeAccountState(state), bytes)
    return canonical ? ok(state) : err({ type: 'state-malformed' })
  } catch {
    return err({ type: 'state-malformed' })
  }
}
