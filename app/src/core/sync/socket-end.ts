/** One end of a real socket: the browser's WebSocket, or in the simulation a link to the server's core. */

/** None of them comes while the socket is being made. */
export interface SocketEvents {
  readonly opened: () => void
  readonly received: (bytes: Uint8Array) => void
  /** Comes once, whoever closed it, also when it never opened. Nothing comes after it. */
  readonly closed: (code: number) => void
}

export interface SocketEnd {
  readonly send: (bytes: Uint8Array) => void
  readonly close: () => void
}

export type OpenSocket = (events: SocketEvents) => SocketEnd

export const openWebSocket =
  (WebSocketClass: typeof WebSocket, url: string): OpenSocket =>
  events => {
    const socket = new WebSocketClass(url)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', events.opened)
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // A text is nothing this protocol says; as no bytes it is refused by the parser.
      events.received(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0))
    })
    socket.addEventListener('close', ({ code }) => events.closed(code))
    return {
      send: bytes => socket.send(new Uint8Array(bytes)),
      close: () => socket.close(),
    }
  }
