/**
 * What both ends of a pairing share once each has the other's ephemeral key: an envelope key, bound to the offer and
 * to both keys, and a check code of two digits. Each message is sealed for its step, so a message that is replayed,
 * reordered or sent back to its author does not open.
 */

import { concatBytes, lengthPrefixed } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import type { Result } from '../../result.ts'
import { deriveBytes } from '../hkdf.ts'
import { agree } from '../key-pair.ts'
import type { PublicKey } from '../public-key.ts'
import type { OpenError } from '../sealer.ts'
import { deriveEnvelopeKey } from '../web-envelope.ts'
import { encodeOffer, type PairingOffer } from './pairing-offer.ts'

/** `hello`: existing to new. `confirm`: new to existing. `grant`: existing to new. */
export type PairingStep = 'hello' | 'confirm' | 'grant'

export interface PairingChannel {
  readonly checkCode: string
  readonly seal: (step: PairingStep, plaintext: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>
  readonly open: (
    step: PairingStep,
    sealed: Uint8Array,
  ) => Promise<Result<Uint8Array<ArrayBuffer>, OpenError>>
}

export interface PairingTranscript {
  readonly offer: PairingOffer
  /** The existing device's ephemeral public key. */
  readonly answer: PublicKey
}

/** `privateKey`: of the ephemeral pair of this end; `peer`: the public half of the other's. */
export const createPairingChannel = async (
  privateKey: CryptoKey,
  peer: PublicKey,
  { offer, answer }: PairingTranscript,
  random: Random,
): Promise<PairingChannel> => {
  const transcript = lengthPrefixed('weft/v1/pair-transcript', encodeOffer(offer), answer)
  const salt = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', transcript))
  const secret = await agree(privateKey, peer)
  const labels = {
    keyInfo: lengthPrefixed('weft/v1/pair-key'),
    kidInfo: lengthPrefixed('weft/v1/pair-kid'),
    salt,
  }
  const key = await deriveEnvelopeKey(secret, labels, random)
  const digits = await deriveBytes(secret, 4, lengthPrefixed('weft/v1/pair-check-code'), salt)
  const number = new DataView(digits.buffer).getUint32(0) % 100
  const place = (step: PairingStep) => lengthPrefixed('weft/v1/pair', step, salt)

  return {
    checkCode: String(number).padStart(2, '0'),
    seal: (step, plaintext) => key.seal(place(step), plaintext),
    open: (step, sealed) => key.open(place(step), sealed),
  }
}

/** The first message: the existing device's ephemeral key in the open, and something only its channel can seal. */
export const joinHello = (answer: PublicKey, sealed: Uint8Array): Uint8Array<ArrayBuffer> =>
  concatBytes(answer, sealed)
