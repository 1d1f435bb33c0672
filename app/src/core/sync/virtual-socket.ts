/**
 * The WebSocket that an unmodified y-websocket provider is given. It opens nothing: it hands frames to the room's side of
 * sync and takes frames from there. While the real socket is down it is CONNECTING, so that a provider neither
 * counts failures nor sets timers of its own, and it opens again as the same socket: the provider then says SyncStep1
 * like on a new one. It closes only with a code of a join, and a provider stops at 4400–4499.
 */

/** What room-sync.ts holds of the socket of its provider. */
export interface VirtualSocket {
  readonly open: () => void
  /** The real socket is down, or the join has ended and will come again. */
  readonly suspend: () => void
  readonly deliver: (frame: Uint8Array) => void
  readonly end: (code: number, reason: string) => void
}

export interface SocketOwner {
  /** A provider has made its socket; one that it had before is left. */
  readonly made: (socket: VirtualSocket) => void
  readonly sent: (frame: Uint8Array) => void
  /** The provider has left its socket. */
  readonly left: (socket: VirtualSocket) => void
}

type Handler<Event> = ((event: Event) => void) | null

const connecting = 0
const open = 1
const closed = 3

/** The constructor for the provider's `WebSocketPolyfill`. */
export const createVirtualSocketClass = (owner: SocketOwner): typeof WebSocket => {
  class PolyfilledSocket {
    readonly OPEN = open
    binaryType = 'arraybuffer'
    readyState = connecting
    onopen: Handler<{ readonly type: 'open' }> = null
    onmessage: Handler<{ readonly data: ArrayBuffer }> = null
    onclose: Handler<{ readonly code: number; readonly reason: string }> = null
    onerror: Handler<unknown> = null
    readonly #virtual: VirtualSocket

    constructor() {
      this.#virtual = {
        open: () => {
          if (this.readyState !== connecting) return
          this.readyState = open
          this.onopen?.({ type: 'open' })
        },
        suspend: () => {
          if (this.readyState === open) this.readyState = connecting
        },
        deliver: frame => {
          if (this.readyState === open) this.onmessage?.({ data: new Uint8Array(frame).buffer })
        },
        end: (code, reason) => {
          if (this.readyState === closed) return
          this.readyState = closed
          this.onclose?.({ code, reason })
        },
      }
      owner.made(this.#virtual)
    }

    send(frame: Uint8Array): void {
      if (this.readyState === open) owner.sent(frame)
    }

    close(): void {
      if (this.readyState === closed) return
      this.readyState = closed
      owner.left(this.#virtual)
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a WebSocket, y-websocket 3 uses exactly what is above
  return PolyfilledSocket as unknown as typeof WebSocket
}
