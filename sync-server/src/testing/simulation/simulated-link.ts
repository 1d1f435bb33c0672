/** A socket between a device and a node, on which each message is delivered by hand. */

import type { DeviceId } from '@weft/shared/ids.ts'
import type { LiveSocket } from '../../live/live-socket.ts'

/** The device's end, as the client's port wants it. */
export interface SocketEvents {
  readonly opened: () => void
  readonly received: (bytes: Uint8Array) => void
  readonly closed: (code: number) => void
}

/** What the node does with it. */
export interface Receiver {
  readonly receive: (bytes: Uint8Array) => void
  readonly notePong: () => void
  readonly gone: () => void
}

export interface Link {
  readonly device: DeviceId
  /** Each does one thing, and says whether there was one to do. */
  readonly deliverUp: () => boolean
  readonly deliverDown: () => boolean
  /** Nothing is on its way. */
  readonly isIdle: () => boolean
  /** Both ends learn of it at once. */
  readonly cut: (code?: number) => void
  /** The device has closed it. */
  readonly close: () => void
  readonly send: (bytes: Uint8Array) => void
}

interface Deps {
  readonly device: DeviceId
  readonly events: SocketEvents
  /** The node takes the socket. */
  readonly accept: (socket: LiveSocket) => Receiver
  /** What the network, or a lying server, makes of a message. */
  readonly through: (bytes: Uint8Array) => readonly Uint8Array[]
  readonly onEnd: () => void
}

type Down =
  | { readonly type: 'message'; readonly bytes: Uint8Array; readonly onSent: (() => void) | undefined }
  | { readonly type: 'close'; readonly code: number }

/** A socket of `ws` goes on telling what it has parsed when it is paused. */
const parsedAhead = 2

export const createLink = ({ device, events, accept, through, onEnd }: Deps): Link => {
  const up: Uint8Array[] = []
  const down: Down[] = []
  let receiver: Receiver | undefined
  let ended = false
  /** Messages that come although the node reads no more; null while it reads. */
  let ahead: number | null = null

  const end = (): boolean => {
    if (ended) return false
    ended = true
    onEnd()
    receiver?.gone()
    return true
  }

  const cut = (code = 1006): void => {
    if (end()) events.closed(code)
  }

  const socket: LiveSocket = {
    get bufferedAmount() {
      return down.reduce((sum, each) => sum + (each.type === 'message' ? each.bytes.length : 0), 0)
    },
    send: (bytes, onSent) => {
      if (ended || down.some(({ type }) => type === 'close')) return
      for (const each of through(bytes)) down.push({ type: 'message', bytes: each, onSent })
    },
    pause: () => {
      ahead = parsedAhead
    },
    resume: () => {
      ahead = null
    },
    ping: () => {
      if (!ended) receiver?.notePong()
    },
    close: code => void down.push({ type: 'close', code }),
    terminate: () => cut(),
  }

  return {
    device,
    deliverUp: () => {
      if (ended) return false
      if (receiver === undefined) {
        receiver = accept(socket)
        events.opened()
        return true
      }
      if (ahead === 0 || up.length === 0) return false
      if (ahead !== null) ahead -= 1
      const bytes = up.shift()
      if (bytes !== undefined) receiver.receive(bytes)
      return true
    },
    deliverDown: () => {
      const next = ended ? undefined : down.shift()
      if (next === undefined) return false
      if (next.type === 'close') {
        cut(next.code)
        return true
      }
      next.onSent?.()
      events.received(next.bytes)
      return true
    },
    isIdle: () => ended || (up.length === 0 && down.length === 0),
    cut,
    close: () => void end(),
    send: bytes => {
      if (!ended) up.push(bytes)
    },
  }
}
