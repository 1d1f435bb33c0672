/**
 * Carries a pairing on either device: what its machine (`crypto/pairing/`) wants said goes to the rendezvous, and what the
 * other device says goes to the machine. Whatever fails ends the pairing; there is nothing to resume.
 */

import type { PairingAborted, PairingStepped } from '@weft/shared/crypto/pairing/pairing-ending.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AccountError } from '../account-error.ts'
import type { Rendezvous } from './rendezvous.ts'

/** What every machine takes. */
type CarriedEvent = { readonly type: 'message'; readonly bytes: Uint8Array } | { readonly type: 'tick' }

interface Named {
  readonly type: string
}

export interface PairingCarrier<State extends Named, Event> {
  readonly begin: (rendezvous: Rendezvous, state: State) => void
  /** Undefined where no pairing is under way. */
  readonly state: () => State | undefined
  readonly send: (bytes: Uint8Array<ArrayBuffer> | null) => Promise<Result<void, AccountError>>
  readonly step: (event: Event | CarriedEvent) => Promise<Result<State, AccountError>>
  /** Resolves when the machine has taken a message of the other device. */
  readonly receive: () => Promise<Result<State, AccountError>>
  readonly fail: (error: AccountError) => Promise<Result<never, AccountError>>
  readonly end: () => Promise<void>
  /** Ends it here alone: what waits at the server is for the other device. */
  readonly letGo: () => void
}

interface Pairing<State> {
  readonly rendezvous: Rendezvous
  readonly state: State
}

const isAborted = (state: Named): state is PairingAborted => state.type === 'aborted'

export const createPairingCarrier = <State extends Named, Event>(
  machine: (state: State, event: Event | CarriedEvent) => Promise<PairingStepped<State | PairingAborted>>,
): PairingCarrier<State, Event> => {
  let pairing: Pairing<State> | null = null

  const isUnderWay = ({ rendezvous }: Pairing<State>): boolean => pairing?.rendezvous === rendezvous

  const end = async (): Promise<void> => {
    const ended = pairing
    pairing = null
    await ended?.rendezvous.close()
  }

  const fail = async (error: AccountError): Promise<Result<never, AccountError>> => {
    await end()
    return err(error)
  }

  const send = async (bytes: Uint8Array<ArrayBuffer> | null): Promise<Result<void, AccountError>> => {
    if (pairing === null) return err({ type: 'pairing-not-begun' })
    const sent = bytes ? await pairing.rendezvous.send(bytes) : ok(undefined)
    return sent.ok ? sent : fail(sent.error)
  }

  const step = async (event: Event | CarriedEvent): Promise<Result<State, AccountError>> => {
    const current = pairing
    if (current === null) return err({ type: 'pairing-not-begun' })
    const stepped = await machine(current.state, event)
    // Whoever ended it meanwhile has let its keys go, and would find them here again.
    if (!isUnderWay(current)) return err({ type: 'pairing-cancelled' })
    if (isAborted(stepped.state)) return fail(stepped.state.failure)
    pairing = { ...current, state: stepped.state }
    const sent = await send(stepped.send)
    return sent.ok ? ok(stepped.state) : sent
  }

  return {
    begin: (rendezvous, state) => {
      pairing = { rendezvous, state }
    },
    state: () => pairing?.state,
    send,
    step,
    receive: async () => {
      for (;;) {
        if (pairing === null) return err({ type: 'pairing-not-begun' })
        const message = await pairing.rendezvous.next()
        if (!message.ok) return fail(message.error)
        // The machine has the time, so it also says when waiting has ended.
        const stepped = await step(
          message.value === null ? { type: 'tick' } : { type: 'message', bytes: message.value },
        )
        if (!stepped.ok || message.value !== null) return stepped
      }
    },
    fail,
    end,
    letGo: () => {
      pairing = null
    },
  }
}
