/**
 * The device that is to be added, as a state machine: (state, event, time) → state and a message to send.
 *
 *     offered --hello--> code-awaited --the right code--> confirmed --grant--> granted
 *
 * It made the offer, so whoever has seen it may answer. The check code, which the existing device shows and a person
 * types here, says who did: an answer by somebody else has another code, known to nobody here, and one wrong entry
 * ends the pairing. Whatever does not fit ends it as well; there is nothing to resume, a new offer is made.
 */

import { unreachable } from '../../assert.ts'
import type { Random } from '../../env.ts'
import { generateKeyPair, type KeyPair } from '../key-pair.ts'
import { parsePublicKey, publicKeyLength } from '../public-key.ts'
import { createPairingChannel, type PairingChannel } from './pairing-channel.ts'
import { end, maxMessageBytes, type PairingAborted, type PairingStepped, stay } from './pairing-ending.ts'
import { offerNonceLength, type PairingOffer } from './pairing-offer.ts'
import {
  decodeGrant,
  decodeHello,
  encodeNewDevice,
  type NewDevice,
  type PairingGrant,
} from './pairing-payload.ts'

interface Common {
  readonly device: NewDevice
  readonly expiresAt: number
}

export interface Offered extends Common {
  readonly type: 'offered'
  readonly offer: PairingOffer
  readonly ephemeral: KeyPair
}

export interface CodeAwaited extends Common {
  readonly type: 'code-awaited'
  readonly channel: PairingChannel
  /** The name of the device that answered, as it says. */
  readonly peerName: string
}

export interface Confirmed extends Common {
  readonly type: 'confirmed'
  readonly channel: PairingChannel
}

export interface Granted {
  readonly type: 'granted'
  readonly grant: PairingGrant
}

export type NewDeviceState = Offered | CodeAwaited | Confirmed | Granted | PairingAborted

export type NewDeviceEvent =
  | { readonly type: 'message'; readonly bytes: Uint8Array }
  | { readonly type: 'code'; readonly typed: string }
  | { readonly type: 'cancel' }
  /** Time has passed. */
  | { readonly type: 'tick' }

type Step = PairingStepped<NewDeviceState>

export interface OfferRequest {
  readonly origin: string
  readonly device: NewDevice
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly lifetime: number
}

export const offerPairing = async (
  { origin, device, now, lifetime }: OfferRequest,
  random: Random,
): Promise<Offered> => {
  const ephemeral = await generateKeyPair('agreement')
  return {
    type: 'offered',
    device,
    ephemeral,
    offer: { origin, ephemeral: ephemeral.publicKey, nonce: random.bytes(offerNonceLength) },
    expiresAt: now + lifetime,
  }
}

const receiveHello = async (
  { offer, ephemeral, device, expiresAt }: Offered,
  bytes: Uint8Array,
  random: Random,
): Promise<Step> => {
  const answer = parsePublicKey(bytes.subarray(0, publicKeyLength))
  if (!answer.ok) return end('pairing-message-refused')
  const transcript = { offer, answer: answer.value }
  const channel = await createPairingChannel(ephemeral.privateKey, answer.value, transcript, random)
  const hello = await channel.open('hello', bytes.subarray(publicKeyLength))
  const peerName = hello.ok ? decodeHello(hello.value) : hello
  if (!peerName.ok) return end('pairing-message-refused')
  return stay({ type: 'code-awaited', channel, device, expiresAt, peerName: peerName.value })
}

const receiveGrant = async ({ channel }: Confirmed, bytes: Uint8Array): Promise<Step> => {
  const opened = await channel.open('grant', bytes)
  const grant = opened.ok ? decodeGrant(opened.value) : opened
  return grant.ok ? stay({ type: 'granted', grant: grant.value }) : end('pairing-message-refused')
}

const receive = (state: Offered | CodeAwaited | Confirmed, bytes: Uint8Array, random: Random) => {
  if (bytes.length > maxMessageBytes) return end('pairing-message-refused')
  switch (state.type) {
    case 'offered':
      return receiveHello(state, bytes, random)
    case 'confirmed':
      return receiveGrant(state, bytes)
    case 'code-awaited':
      return end('pairing-unexpected')
    default:
      return unreachable(state)
  }
}

const enterCode = async (state: Offered | CodeAwaited | Confirmed, typed: string): Promise<Step> => {
  if (state.type !== 'code-awaited') return end('pairing-unexpected')
  const { channel, device, expiresAt } = state
  if (typed.trim() !== channel.checkCode) return end('pairing-code-wrong')
  return {
    state: { type: 'confirmed', channel, device, expiresAt },
    send: await channel.seal('confirm', encodeNewDevice(device)),
  }
}

export const stepNewDevice = async (
  state: NewDeviceState,
  event: NewDeviceEvent,
  now: number,
  random: Random,
): Promise<Step> => {
  if (state.type === 'granted' || state.type === 'aborted') return stay(state)
  if (now >= state.expiresAt) return end('pairing-expired')
  switch (event.type) {
    case 'message':
      return receive(state, event.bytes, random)
    case 'code':
      return enterCode(state, event.typed)
    case 'cancel':
      return end('pairing-cancelled')
    case 'tick':
      return stay(state)
    default:
      return unreachable(event)
  }
}
