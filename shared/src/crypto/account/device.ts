/**
 * The keys of a device, one set per browser profile. Script cannot read them out; that resists copying the
 * profile's bytes, not script that runs in this origin and uses them. The identity certifies them, so a device
 * that the server invents is nobody's.
 */

import type { AccountId, DeviceId } from '../../ids.ts'
import { generateKeyPair, type KeyPair } from '../key-pair.ts'
import type { PublicKey } from '../public-key.ts'
import { signStatement, type Statement, verifyStatement } from '../signature.ts'
import type { Identity } from './identity.ts'

export interface DeviceKeys {
  readonly signing: KeyPair
  readonly agreement: KeyPair
}

/** A device as the account sees it. */
export interface Device {
  readonly id: DeviceId
  readonly signing: PublicKey
  readonly agreement: PublicKey
  /** Milliseconds since the epoch, by the clock of the device that added it. */
  readonly addedAt: number
}

export const createDeviceKeys = async (): Promise<DeviceKeys> => ({
  signing: await generateKeyPair('signing'),
  agreement: await generateKeyPair('agreement'),
})

const statementOf = (accountId: AccountId, { id, signing, agreement, addedAt }: Device): Statement => ({
  label: 'weft/v1/device-certificate',
  parts: [accountId, id, signing, agreement, String(addedAt)],
})

export const certifyDevice = (
  accountId: AccountId,
  identity: Identity,
  device: Device,
): Promise<Uint8Array<ArrayBuffer>> =>
  signStatement(identity.signing.privateKey, statementOf(accountId, device))

/** `signer` is the account's signing key, as the account key gave it. */
export const checkDeviceCertificate = (
  accountId: AccountId,
  signer: PublicKey,
  device: Device,
  certificate: Uint8Array,
): Promise<boolean> => verifyStatement(signer, statementOf(accountId, device), certificate)
