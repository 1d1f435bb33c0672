/**
 * The device that adds another, as a state machine: (state, event, time) → state and a message to send.
 *
 *     code-shown --confirm--> consent-awaited --approved, not at once--> granted
 *
 * The offer came past the server, so its key is the new device's and nobody else's. What no key can say is whether
 * the person wanted to add *that* device: a stranger's picture can be sent to them. So the grant waits for a person
 * who has been shown the name for a while.
 */

import { unreachable } from '../../assert.ts'
import type { Random } from '../../env.ts'
import { generateKeyPair } from '../key-pair.ts'
import { createPairingChannel, joinHello, type PairingChannel } from './pairing-channel.ts'
import {
  consentDelay,
  end,
  maxMessageBytes,
  type PairingAborted,
  type PairingStepped,
  stay,
} from './pairing-ending.ts'
import type { PairingOffer } from './pairing-offer.ts'
import {
  decodeNewDevice,
  encodeGrant,
  encodeHello,
  type NewDevice,
  type PairingGrant,
} from './pairing-payload.ts'

export interface CodeShown {
  readonly type: 'code-shown'
  readonly channel: PairingChannel
  /** Two digits, to be typed on the new device. */
  readonly checkCode: string
  readonly expiresAt: number
}

export interface ConsentAwaited {
  readonly type: 'consent-awaited'
  readonly channel: PairingChannel
  readonly newDevice: NewDevice
  /** Consent that comes sooner does not count. */
  readonly consentFrom: number
  readonly expiresAt: number
}

export interface GrantSent {
  readonly type: 'grant-sent'
  readonly newDevice: NewDevice
}

export type ExistingDeviceState = CodeShown | ConsentAwaited | GrantSent | PairingAborted

export type ExistingDeviceEvent =
  | { readonly type: 'message'; readonly bytes: Uint8Array }
  /** A person agrees; the grant is made for the device that the state names. */
  | { readonly type: 'approve'; readonly grant: PairingGrant }
  | { readonly type: 'cancel' }
  /** Time has passed. */
  | { readonly type: 'tick' }

type Step = PairingStepped<ExistingDeviceState>

export interface AnswerRequest {
  readonly offer: PairingOffer
  readonly deviceName: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly lifetime: number
}

export const answerPairing = async (
  { offer, deviceName, now, lifetime }: AnswerRequest,
  random: Random,
): Promise<PairingStepped<CodeShown>> => {
  const { privateKey, publicKey: answer } = await generateKeyPair('agreement')
  const channel = await createPairingChannel(privateKey, offer.ephemeral, { offer, answer }, random)
  const hello = await channel.seal('hello', encodeHello(deviceName))
  return {
    state: { type: 'code-shown', channel, checkCode: channel.checkCode, expiresAt: now + lifetime },
    send: joinHello(answer, hello),
  }
}

const receiveConfirm = async (
  state: CodeShown | ConsentAwaited,
  bytes: Uint8Array,
  now: number,
): Promise<Step> => {
  if (state.type !== 'code-shown') return end('pairing-unexpected')
  if (bytes.length > maxMessageBytes) return end('pairing-message-refused')
  const { channel, expiresAt } = state
  const opened = await channel.open('confirm', bytes)
  const newDevice = opened.ok ? decodeNewDevice(opened.value) : opened
  if (!newDevice.ok) return end('pairing-message-refused')
  const consentFrom = now + consentDelay
  return stay({ type: 'consent-awaited', channel, newDevice: newDevice.value, consentFrom, expiresAt })
}

const approve = async (
  state: CodeShown | ConsentAwaited,
  grant: PairingGrant,
  now: number,
): Promise<Step> => {
  if (state.type !== 'consent-awaited') return end('pairing-unexpected')
  if (now < state.consentFrom) return stay(state)
  return {
    state: { type: 'grant-sent', newDevice: state.newDevice },
    send: await state.channel.seal('grant', encodeGrant(grant)),
  }
}

export const stepExistingDevice = async (
  state: ExistingDeviceState,
  event: ExistingDeviceEvent,
  now: number,
): Promise<Step> => {
  if (state.type === 'grant-sent' || state.type === 'aborted') return stay(state)
  if (now >= state.expiresAt) return end('pairing-expired')
  switch (event.type) {
    case 'message':
      return receiveConfirm(state, event.bytes, now)
    case 'approve':
      return approve(state, event.grant, now)
    case 'cancel':
      return end('pairing-cancelled')
    case 'tick':
      return stay(state)
    default:
      return unreachable(event)
  }
}
