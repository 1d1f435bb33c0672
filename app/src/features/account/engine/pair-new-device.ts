/**
 * The device that is to be added: it shows an offer, is answered, and becomes one of the account's when a person there
 * has agreed. The machine in `crypto/pairing/new-device.ts` decides; this carries its messages.
 */

import type { PinnedState } from '@weft/shared/crypto/account/check-state.ts'
import {
  type NewDeviceEvent,
  type NewDeviceState,
  offerPairing,
  stepNewDevice,
} from '@weft/shared/crypto/pairing/new-device.ts'
import {
  type PairingAborted,
  scanLifetime,
  typingLifetime,
} from '@weft/shared/crypto/pairing/pairing-ending.ts'
import {
  offerToQr,
  rendezvousOf,
  sealOffer,
  secretOfOffer,
  secretToCode,
} from '@weft/shared/crypto/pairing/pairing-offer.ts'
import type { PairingGrant } from '@weft/shared/crypto/pairing/pairing-payload.ts'
import { readAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { createRendezvousWire, useDeviceTicketWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { PairingOfferView } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import type { AccountContext } from './account-context.ts'
import { enterAccount } from './enter.ts'
import { createPairingCarrier } from './pairing-carrier.ts'
import { createRendezvous } from './rendezvous.ts'
import { leave } from './sign-in.ts'
import { createThisDevice, type ThisDevice } from './this-device.ts'
import { unlockAccount } from './unlock.ts'

export interface NewDevicePairing {
  /** `scan`: to be read by a camera at once. `type`: a code that a person types. */
  readonly offer: (
    how: 'scan' | 'type',
    deviceName: string,
  ) => Promise<Result<PairingOfferView, AccountError>>
  /** The name of the device that answered. */
  readonly answered: () => Promise<Result<string, AccountError>>
  /** The digits that the other device shows; one wrong entry ends it. Ends when this device is one of the account's. */
  readonly enter: (digits: string) => Promise<Result<void, AccountError>>
  readonly cancel: () => Promise<void>
}

/** With its private keys, which so end with the pairing, however it ends. */
type LiveState = Exclude<NewDeviceState, PairingAborted> & { readonly thisDevice: ThisDevice }

export const createNewDevicePairing = (context: AccountContext): NewDevicePairing => {
  const { api, env, origin, store } = context
  const { clock, random } = env
  const carrier = createPairingCarrier<LiveState, NewDeviceEvent>(async (before, event) => {
    const { state, send } = await stepNewDevice(before, event, clock.now(), random)
    return { state: state.type === 'aborted' ? state : { ...state, thisDevice: before.thisDevice }, send }
  })

  return {
    offer: async (how, deviceName) => {
      await carrier.end()
      const own = await store.read()
      if (!own.ok) return own
      if (own.value !== null) return err({ type: 'device-has-account' })
      const thisDevice = await createThisDevice(random, deviceName)
      const lifetime = how === 'scan' ? scanLifetime : typingLifetime
      const { keys, ...named } = thisDevice
      const described = { ...named, signing: keys.signing.publicKey, agreement: keys.agreement.publicKey }
      const state = await offerPairing({ origin, device: described, now: clock.now(), lifetime }, random)
      const secret = await secretOfOffer(state.offer)
      const rendezvousId = await rendezvousOf(secret)
      const sealedOffer = how === 'type' ? { sealedOffer: await sealOffer(state.offer, random) } : {}
      const body = { rendezvousId, lifetime: how, ...sealedOffer }
      const made = await api.ask(createRendezvousWire, { body })
      if (!made.ok) return made
      carrier.begin(createRendezvous(api, rendezvousId, made.value.token), { ...state, thisDevice })
      const shown =
        how === 'scan'
          ? ({ how, text: offerToQr(state.offer) } as const)
          : ({ how, text: await secretToCode(secret) } as const)
      return ok({ ...shown, expiresAt: state.expiresAt })
    },

    answered: async () => {
      const state = await carrier.receive()
      if (!state.ok) return state
      return state.value.type === 'code-awaited'
        ? ok(state.value.peerName)
        : carrier.fail({ type: 'pairing-unexpected' })
    },

    enter: async digits => {
      const confirmed = await carrier.step({ type: 'code', typed: digits })
      if (!confirmed.ok) return confirmed
      const state = await carrier.receive()
      if (!state.ok) return state
      if (state.value.type !== 'granted') return carrier.fail({ type: 'pairing-unexpected' })
      try {
        return await enterByGrant(context, state.value.grant, state.value.thisDevice)
      } finally {
        await carrier.end()
      }
    },

    cancel: carrier.end,
  }
}

/** The other device is trusted for the pin and the account key, the server for nothing. */
const enterByGrant = async (
  context: AccountContext,
  { accountId, accountKey, generation, pinned, sessionGrant }: PairingGrant,
  device: ThisDevice,
): Promise<Result<void, AccountError>> => {
  const { api, env } = context
  const session = await api.ask(useDeviceTicketWire, { body: { ticket: sessionGrant } })
  if (!session.ok) return session
  const received = await api.ask(readAccountWire, {})
  if (!received.ok) return leave(context, received.error)
  const known: { accountId: typeof accountId; signer: null; pinned: PinnedState } = {
    accountId,
    signer: null,
    pinned,
  }
  const opener = { by: 'grant', accountKey, generation } as const
  const unlocked = await unlockAccount(received.value, opener, known, env.random)
  if (!unlocked.ok) return leave(context, unlocked.error)
  const entering = { email: received.value.email, session: session.value, own: null, device }
  const entered = await enterAccount(context, { ...entering, unlocked: unlocked.value })
  accountKey.fill(0)
  return entered.ok ? entered : leave(context, entered.error)
}
