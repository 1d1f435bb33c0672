/**
 * Sealing a key to whoever holds the private half of a public key: `ephemeral public key(65) | envelope`. The
 * envelope's key is HKDF(ECDH(ephemeral, recipient), salt = ephemeral public key | recipient's). The place is
 * that of any other wrap. This says who can open it and nothing about who sealed it.
 */

import { concatBytes } from '../bytes.ts'
import type { Random } from '../env.ts'
import { err, type Result } from '../result.ts'
import { agree, generateKeyPair, type KeyPair } from './key-pair.ts'
import { parsePublicKey, publicKeyLength, type PublicKey, type PublicKeyError } from './public-key.ts'
import type { OpenError } from './sealer.ts'
import { createWrapKey, type DevicePlace } from './wrap.ts'

/** Places of keys that are sealed to a public key. */
type SealToPlace = DevicePlace

export interface SealToDeps {
  readonly random: Random
  /** A fresh pair for this one seal; vectors put a known one here. */
  readonly createEphemeral?: () => Promise<KeyPair>
}

/** The nonce of opening is read, not drawn. */
const noRandom: Random = {
  bytes: () => {
    throw new Error('Invariant broken: opening draws nothing at random')
  },
  fraction: () => 0,
}

export const sealTo = async (
  recipient: PublicKey,
  place: SealToPlace,
  key: Uint8Array,
  { random, createEphemeral = () => generateKeyPair('agreement') }: SealToDeps,
): Promise<Uint8Array<ArrayBuffer>> => {
  const ephemeral = await createEphemeral()
  const salt = concatBytes(ephemeral.publicKey, recipient)
  const secret = await agree(ephemeral.privateKey, recipient)
  const wrapped = await createWrapKey<SealToPlace>(secret, random, salt).wrap(place, key)
  return concatBytes(ephemeral.publicKey, wrapped)
}

export const openSealedTo = async (
  recipient: KeyPair,
  place: SealToPlace,
  sealed: Uint8Array,
): Promise<Result<Uint8Array<ArrayBuffer>, OpenError | PublicKeyError>> => {
  if (sealed.length <= publicKeyLength) return err({ type: 'seal-malformed' })
  const ephemeral = parsePublicKey(sealed.subarray(0, publicKeyLength))
  if (!ephemeral.ok) return ephemeral
  const salt = concatBytes(ephemeral.value, recipient.publicKey)
  const secret = await agree(recipient.privateKey, ephemeral.value)
  return createWrapKey<SealToPlace>(secret, noRandom, salt).unwrap(place, sealed.subarray(publicKeyLength))
}
