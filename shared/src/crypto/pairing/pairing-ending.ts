/** How a pairing ends without a new device, and the bounds that both ends keep. */

import type { TaggedError } from '../../result.ts'

/** `pairing-expired`, `-cancelled`, `-code-wrong`: the person. `-message-refused`, `-unexpected`: somebody between. */
export type PairingFailure = TaggedError<
  | 'pairing-expired'
  | 'pairing-cancelled'
  | 'pairing-code-wrong'
  | 'pairing-message-refused'
  | 'pairing-unexpected'
>

export interface PairingAborted {
  readonly type: 'aborted'
  readonly failure: PairingFailure
}

/** What a step gives: the state after it and what is to be sent to the other end. */
export interface PairingStepped<State> {
  readonly state: State
  readonly send: Uint8Array<ArrayBuffer> | null
}

/** A picture is scanned at once; an offer that lies about for longer is one that somebody else finds. */
export const scanLifetime = 120_000
/** 28 characters take a person a while. */
export const typingLifetime = 600_000
/** Time in which a person who was talked into scanning a stranger's picture reads what it is about. */
export const consentDelay = 5_000
/** A grant has a few hundred bytes; more is sent to keep the device busy. */
export const maxMessageBytes = 16 * 1024

/** Nothing is to be sent. */
export const stay = <State>(state: State): PairingStepped<State> => ({ state, send: null })

export const end = (type: PairingFailure['type']): PairingStepped<PairingAborted> =>
  stay({ type: 'aborted', failure: { type } })
