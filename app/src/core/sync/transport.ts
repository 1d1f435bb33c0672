/**
 * The port to the one real connection of a device. It carries messages (multiplex.ts) and says whether it is up; it
 * knows no rooms. What was sent while it is down is gone: whoever speaks says it again after the next `open`.
 */

import type { DownMessage, UpMessage } from '@weft/shared/protocol/multiplex.ts'

/** Why there is no connection. */
export type ConnectionProblem =
  | 'server-unreachable'
  | 'connection-lost'
  /** The session has ended: nothing but signing in again helps. */
  | 'signed-out'
  | 'client-too-old'
  | 'server-too-old'
  /** One side does not keep to the protocol. */
  | 'protocol-broken'

export type TransportState =
  | { readonly type: 'connecting' }
  /** `epoch` is of the server's database. */
  | { readonly type: 'open'; readonly epoch: string }
  /** Down, and coming back by itself. */
  | { readonly type: 'waiting'; readonly problem: ConnectionProblem }
  /** Down until somebody acts and calls `retry`. */
  | { readonly type: 'stopped'; readonly problem: ConnectionProblem }

export interface TransportListener {
  readonly stateChanged: (state: TransportState) => void
  readonly received: (message: Exclude<DownMessage, { readonly type: 'welcome' | 'pong' }>) => void
}

export interface Transport {
  readonly state: () => TransportState
  readonly send: (message: Exclude<UpMessage, { readonly type: 'hello' | 'ping' }>) => void
  /** Returns what ends the listening. */
  readonly listen: (listener: TransportListener) => () => void
  /** Tries at once: the network is back, or the person has signed in. */
  readonly retry: () => void
  /** The network is gone, by the browser's word; a socket would be silent for a minute before it is given up. */
  readonly lose: () => void
  /** Leaves this connection, whose other side does not keep to the protocol, and comes back late. */
  readonly breakOff: () => void
}
