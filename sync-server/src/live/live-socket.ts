/** What a session needs of a WebSocket: the one of `ws`, or one that a test holds in its hand. */

export interface LiveSocket {
  /** Sent and not yet taken by the other side, in bytes. */
  readonly bufferedAmount: number
  readonly send: (bytes: Uint8Array, onSent?: () => void) => void
  readonly pause: () => void
  readonly resume: () => void
  readonly ping: () => void
  readonly close: (code: number, reason: string) => void
  readonly terminate: () => void
}
