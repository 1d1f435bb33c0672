/**
 * What the new device shows: its server, an ephemeral public key and a nonce. It reaches the other device past the
 * server, as a picture or as a long code that is typed; so the server can put no key of its own in its place.
 *
 * - Picture: `WEFT-PAIR-1:` and the offer's bytes in base 32, which a QR code stores as alphanumeric.
 * - Code: the first 128 bits of the offer's SHA-256 and 12 bits of checksum, as 28 characters. The offer itself
 *   waits at the server, sealed under a key that comes from the code. Who types the code can open it and checks it
 *   against the code: to put another offer behind the same code takes 2^128 attempts, even for somebody who reads
 *   the code over a shoulder. A short code would be guessed by the server, which can try all of them; it would need
 *   a password-authenticated key exchange, and there is none that we would trust yet.
 *
 * Both ends find each other at the rendezvous, whose id is derived from the offer in either case.
 */

import { decodeText, equalBytes, lengthPrefixed, splitLengthPrefixed } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import { type Brand, bytesToBase32 } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { decodeCrockford, encodeCrockford } from '../crockford.ts'
import { deriveBytes, importSecret } from '../hkdf.ts'
import { parsePublicKey, type PublicKey } from '../public-key.ts'
import { deriveEnvelopeKey, type EnvelopeKey } from '../web-envelope.ts'

export interface PairingOffer {
  /** Of the server where the two meet. */
  readonly origin: string
  readonly ephemeral: PublicKey
  /** 16 random bytes: two offers are never the same. */
  readonly nonce: Uint8Array<ArrayBuffer>
}

/** The first 128 bits of an offer's hash. A secret between the two devices, and a commitment to the offer. */
export type PairingSecret = Brand<Uint8Array<ArrayBuffer>, 'PairingSecret'>

export type OfferError = TaggedError<
  'pairing-offer-malformed' | 'pairing-offer-newer' | 'pairing-other-server' | 'pairing-offer-substituted'
>

export type CodeError =
  | TaggedError<'pairing-code-mistyped'>
  | (TaggedError<'pairing-code-miscounted'> & { readonly count: number })

const label = 'weft/v1/pair-offer'
const qrPrefix = 'WEFT-PAIR-'
const qrVersion = '1'
export const offerNonceLength = 16
const secretLength = 16
const checksumBits = 12
const codeLength = 28
const groupLength = 4
/** An address of a server is no longer; a picture may hold anything. */
const maxQrLength = 1_000

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes))

export const encodeOffer = ({ origin, ephemeral, nonce }: PairingOffer): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(label, origin, ephemeral, nonce)

const decodeOffer = (bytes: Uint8Array): Result<PairingOffer, OfferError> => {
  const malformed = err({ type: 'pairing-offer-malformed' } as const)
  const parts = splitLengthPrefixed(bytes)
  if (!parts.ok) return malformed
  const [, origin, key, nonce] = parts.value
  if (!origin || !key || nonce?.length !== offerNonceLength) return malformed
  const ephemeral = parsePublicKey(key)
  if (!ephemeral.ok) return malformed
  try {
    const offer = { origin: decodeText(origin), ephemeral: ephemeral.value, nonce }
    return equalBytes(encodeOffer(offer), bytes) ? ok(offer) : malformed
  } catch {
    return malformed
  }
}

/** `origin`: the server of the device that reads. */
const readOffer = (bytes: Uint8Array, origin: string): Result<PairingOffer, OfferError> => {
  const offer = decodeOffer(bytes)
  if (!offer.ok) return offer
  return offer.value.origin === origin ? offer : err({ type: 'pairing-other-server' })
}

export const offerToQr = (offer: PairingOffer): string =>
  `${qrPrefix}${qrVersion}:${encodeCrockford(encodeOffer(offer))}`

export const qrToOffer = (text: string, origin: string): Result<PairingOffer, OfferError> => {
  const [, version, body = ''] = /^WEFT-PAIR-(\d{1,3}):(.*)$/.exec(text.slice(0, maxQrLength)) ?? []
  if (version === undefined) return err({ type: 'pairing-offer-malformed' })
  if (version !== qrVersion) return err({ type: 'pairing-offer-newer' })
  const bytes = decodeCrockford(body)
  return bytes ? readOffer(bytes, origin) : err({ type: 'pairing-offer-malformed' })
}

const isPairingSecret = (bytes: Uint8Array<ArrayBuffer>): bytes is PairingSecret =>
  bytes.length === secretLength

export const secretOfOffer = async (offer: PairingOffer): Promise<PairingSecret> => {
  const secret = (await sha256(encodeOffer(offer))).slice(0, secretLength)
  if (!isPairingSecret(secret)) throw new Error('Invariant broken: a secret has 16 bytes')
  return secret
}

/** Where the two meet. Says nothing of the secret to the server. */
export const rendezvousOf = async (secret: PairingSecret): Promise<string> =>
  bytesToBase32(await deriveBytes(await importSecret(secret), 16, lengthPrefixed('weft/v1/pair-rendezvous')))

/** 128 bits and 12 of their hash, so that a slip is noticed before anything is asked of the server. */
const withChecksum = async (secret: PairingSecret): Promise<Uint8Array<ArrayBuffer>> => {
  const [first = 0, second = 0] = await sha256(secret)
  const bytes = new Uint8Array(secretLength + 2)
  bytes.set(secret)
  bytes.set([first, second & 0xf0], secretLength)
  return bytes
}

export const secretToCode = async (secret: PairingSecret): Promise<string> => {
  const text = encodeCrockford(await withChecksum(secret)).slice(0, codeLength)
  return (text.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-')
}

export const codeToSecret = async (typed: string): Promise<Result<PairingSecret, CodeError>> => {
  const text = typed.replace(/[\s-]/g, '')
  if (text.length !== codeLength) return err({ type: 'pairing-code-miscounted', count: text.length })
  // 28 characters are 140 bits; four zeros make them whole bytes.
  const bytes = decodeCrockford(`${text}0`)?.slice(0, secretLength + Math.ceil(checksumBits / 8))
  const secret = bytes?.slice(0, secretLength)
  if (!bytes || !secret || !isPairingSecret(secret)) return err({ type: 'pairing-code-mistyped' })
  return equalBytes(bytes, await withChecksum(secret)) ? ok(secret) : err({ type: 'pairing-code-mistyped' })
}

const offerPlace = lengthPrefixed('weft/v1/pair-offer-sealed')

const offerKey = async (secret: PairingSecret, random: Random): Promise<EnvelopeKey> =>
  deriveEnvelopeKey(
    await importSecret(secret),
    {
      keyInfo: lengthPrefixed('weft/v1/pair-offer-key'),
      kidInfo: lengthPrefixed('weft/v1/pair-offer-kid'),
    },
    random,
  )

/** What waits at the server for somebody who has the code. */
export const sealOffer = async (offer: PairingOffer, random: Random): Promise<Uint8Array<ArrayBuffer>> =>
  (await offerKey(await secretOfOffer(offer), random)).seal(offerPlace, encodeOffer(offer))

export const openOffer = async (
  secret: PairingSecret,
  sealed: Uint8Array,
  origin: string,
  random: Random,
): Promise<Result<PairingOffer, OfferError>> => {
  const bytes = await (await offerKey(secret, random)).open(offerPlace, sealed)
  if (!bytes.ok) return err({ type: 'pairing-offer-substituted' })
  const offer = readOffer(bytes.value, origin)
  if (!offer.ok) return offer
  const same = equalBytes(await secretOfOffer(offer.value), secret)
  return same ? offer : err({ type: 'pairing-offer-substituted' })
}
