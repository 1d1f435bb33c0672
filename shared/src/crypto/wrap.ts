/**
 * Wrapping: a key sealed under another key, for one place. The list below is every place where a key of an
 * account may lie; the server stores the wraps and decides nothing about them. A wrap that it moves to another
 * account, generation, device, workspace or epoch is `seal-tampered`; one made with another secret, or for
 * another kind of place, is `seal-wrong-key`.
 */

import { lengthPrefixed } from '../bytes.ts'
import type { Random } from '../env.ts'
import type { AccountId, DeviceId, WorkspaceId } from '../ids.ts'
import type { Result } from '../result.ts'
import type { OpenError } from './sealer.ts'
import { deriveEnvelopeKey, type EnvelopeKey } from './web-envelope.ts'

interface Generation {
  readonly accountId: AccountId
  /** Of the account key: the one that is wrapped, or the one that wraps. */
  readonly generation: number
}

export interface PasswordPlace extends Generation {
  readonly kind: 'account-by-password'
}

export interface RecoveryPlace extends Generation {
  readonly kind: 'account-by-recovery'
}

export interface DevicePlace extends Generation {
  readonly kind: 'account-to-device'
  readonly deviceId: DeviceId
}

/** The account key of an earlier generation, under the present one. */
export interface OlderPlace extends Generation {
  readonly kind: 'account-older'
  readonly older: number
}

export interface IdentityPlace extends Generation {
  readonly kind: 'identity'
  readonly half: 'signing' | 'agreement'
}

export interface WorkspacePlace extends Generation {
  readonly kind: 'workspace-by-account'
  readonly workspaceId: WorkspaceId
  readonly epoch: number
}

/** No key, but sealed like one: the name that a person gave a device, which the server keeps and need not read. */
export interface DeviceNamePlace extends Generation {
  readonly kind: 'device-name'
  readonly deviceId: DeviceId
}

/** What the account key wraps. */
export type AccountPlace = OlderPlace | IdentityPlace | WorkspacePlace | DeviceNamePlace
export type WrapPlace = PasswordPlace | RecoveryPlace | DevicePlace | AccountPlace

const restOf = (place: WrapPlace): readonly string[] => {
  switch (place.kind) {
    case 'account-by-password':
    case 'account-by-recovery':
      return []
    case 'account-to-device':
    case 'device-name':
      return [place.deviceId]
    case 'account-older':
      return [String(place.older)]
    case 'identity':
      return [place.half]
    case 'workspace-by-account':
      return [place.workspaceId, String(place.epoch)]
  }
}

export const wrapKeyInfo = (kind: WrapPlace['kind']): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/wrap-key', kind)

export const wrapKidInfo = (kind: WrapPlace['kind']): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/wrap-kid', kind)

/** What is authenticated with a wrapped key: its place. */
export const wrapPlace = (place: WrapPlace): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/wrap', place.kind, place.accountId, String(place.generation), ...restOf(place))

/** A key that wraps others at places of some kinds, and at no others. */
export interface WrapKey<Place extends WrapPlace> {
  readonly wrap: (place: Place, key: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>
  readonly unwrap: (place: Place, wrapped: Uint8Array) => Promise<Result<Uint8Array<ArrayBuffer>, OpenError>>
}

/** `secret` is an HKDF key; it need not, and should not, be extractable. */
export const createWrapKey = <Place extends WrapPlace>(
  secret: CryptoKey,
  random: Random,
  salt?: Uint8Array<ArrayBuffer>,
): WrapKey<Place> => {
  const keyByKind = new Map<WrapPlace['kind'], Promise<EnvelopeKey>>()

  const keyOf = (kind: WrapPlace['kind']): Promise<EnvelopeKey> => {
    const known = keyByKind.get(kind)
    if (known) return known
    const labels = { keyInfo: wrapKeyInfo(kind), kidInfo: wrapKidInfo(kind), ...(salt && { salt }) }
    const derived = deriveEnvelopeKey(secret, labels, random)
    keyByKind.set(kind, derived)
    return derived
  }

  return {
    wrap: async (place, key) => (await keyOf(place.kind)).seal(wrapPlace(place), key),
    unwrap: async (place, wrapped) => (await keyOf(place.kind)).open(wrapPlace(place), wrapped),
  }
}
