/**
 * The device that adds another. It reads the offer, shows two digits, and gives the account away only after a person
 * has had the name of the new device before them for a while (`crypto/pairing/existing-device.ts` holds the delay).
 */

import { certifyDevice } from '@weft/shared/crypto/account/device.ts'
import {
  answerPairing,
  type ExistingDeviceEvent,
  type ExistingDeviceState,
  stepExistingDevice,
} from '@weft/shared/crypto/pairing/existing-device.ts'
import {
  type PairingAborted,
  scanLifetime,
  typingLifetime,
} from '@weft/shared/crypto/pairing/pairing-ending.ts'
import {
  codeToSecret,
  openOffer,
  type PairingOffer,
  qrToOffer,
  rendezvousOf,
  secretOfOffer,
} from '@weft/shared/crypto/pairing/pairing-offer.ts'
import type { PairingGrant } from '@weft/shared/crypto/pairing/pairing-payload.ts'
import { createDeviceTicketWire, joinRendezvousWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ConsentView } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import { type AccountContext, withAccount } from './account-context.ts'
import { createPairingCarrier } from './pairing-carrier.ts'
import { createRendezvous, type Rendezvous } from './rendezvous.ts'

export interface ExistingDevicePairing {
  /** By what a camera read, or by the code that a person typed. Gives the digits to show. */
  readonly answer: (offer: {
    readonly how: 'scan' | 'type'
    readonly text: string
  }) => Promise<Result<string, AccountError>>
  /** The new device, once the digits were entered there. */
  readonly confirmed: () => Promise<Result<ConsentView, AccountError>>
  readonly approve: () => Promise<Result<void, AccountError>>
  readonly cancel: () => Promise<void>
}

type LiveState = Exclude<ExistingDeviceState, PairingAborted>

export const createExistingDevicePairing = (context: AccountContext): ExistingDevicePairing => {
  const { api, env, store } = context
  const { clock, random } = env
  const carrier = createPairingCarrier<LiveState, ExistingDeviceEvent>((state, event) =>
    stepExistingDevice(state, event, clock.now()),
  )

  return {
    answer: async ({ how, text }) => {
      await carrier.end()
      const own = await store.read()
      if (!own.ok) return own
      if (own.value === null) return err({ type: 'signed-out' })
      const met = how === 'scan' ? await meetByPicture(context, text) : await meetByCode(context, text)
      if (!met.ok) return met
      const { rendezvous, offer } = met.value
      const { state, send } = await answerPairing(
        {
          offer,
          deviceName: own.value.deviceName,
          now: clock.now(),
          lifetime: how === 'scan' ? scanLifetime : typingLifetime,
        },
        random,
      )
      carrier.begin(rendezvous, state)
      const sent = await carrier.send(send)
      return sent.ok ? ok(state.checkCode) : sent
    },

    confirmed: async () => {
      for (;;) {
        const state = await carrier.receive()
        if (!state.ok) return state
        if (state.value.type !== 'consent-awaited') continue
        const { newDevice, consentFrom, expiresAt } = state.value
        return ok({ name: newDevice.name, consentFrom, expiresAt })
      }
    },

    approve: async () => {
      const state = carrier.state()
      if (state?.type !== 'consent-awaited') return err({ type: 'pairing-not-begun' })
      // The machine would not grant it either; a person who is that quick has read nothing.
      if (clock.now() < state.consentFrom) return err({ type: 'pairing-too-soon' })
      const granted = await withAccount(
        context,
        async ({ unlocked }): Promise<Result<void, AccountError>> => {
          const ticket = await api.ask(createDeviceTicketWire, {})
          if (!ticket.ok) return ticket
          const { account, identity, pinned } = unlocked
          const addedAt = clock.now()
          const grant: PairingGrant = {
            accountId: account.accountId,
            generation: account.generation,
            accountKey: unlocked.accountKey,
            pinned,
            certificate: await certifyDevice(account.accountId, identity, { ...state.newDevice, addedAt }),
            addedAt,
            sessionGrant: ticket.value.ticket,
          }
          const stepped = await carrier.step({ type: 'approve', grant })
          return stepped.ok ? ok(undefined) : stepped
        },
      )
      if (!granted.ok) return carrier.fail(granted.error)
      // What waits at the server is for the new device to fetch; it closes the rendezvous, or time does.
      if (carrier.state()?.type === 'grant-sent') carrier.letGo()
      return granted
    },

    cancel: carrier.end,
  }
}

interface Met {
  readonly rendezvous: Rendezvous
  readonly offer: PairingOffer
}

const meetByPicture = async (
  { api, origin }: AccountContext,
  text: string,
): Promise<Result<Met, AccountError>> => {
  const offer = qrToOffer(text, origin)
  if (!offer.ok) return offer
  const rendezvousId = await rendezvousOf(await secretOfOffer(offer.value))
  const joined = await api.ask(joinRendezvousWire, { params: { rendezvousId } })
  if (!joined.ok) return notThere(joined.error)
  return ok({ rendezvous: createRendezvous(api, rendezvousId, joined.value.token), offer: offer.value })
}

const meetByCode = async (
  { api, env, origin }: AccountContext,
  text: string,
): Promise<Result<Met, AccountError>> => {
  const secret = await codeToSecret(text)
  if (!secret.ok) return secret
  const rendezvousId = await rendezvousOf(secret.value)
  const joined = await api.ask(joinRendezvousWire, { params: { rendezvousId } })
  if (!joined.ok) return notThere(joined.error)
  const rendezvous = createRendezvous(api, rendezvousId, joined.value.token)
  const sealed = joined.value.sealedOffer ?? new Uint8Array(0)
  const offer = await openOffer(secret.value, sealed, origin, env.random)
  if (offer.ok) return ok({ rendezvous, offer: offer.value })
  await rendezvous.close()
  return offer
}

/** Nobody waits there any more. */
const notThere = (error: AccountError): Result<never, AccountError> =>
  err(error.type === 'not-found' ? { type: 'pairing-expired' } : error)
