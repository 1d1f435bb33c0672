/**
 * What goes down a socket, by how much of it is still waiting: above one bound what may be lost is left out and the
 * reader is not read from either, above the other the socket is given up.
 */

import { maxBufferedBytes, maxBufferedBytesAtAll } from '@weft/shared/protocol/limits.ts'
import type { LiveSocket } from './live-socket.ts'

export interface Outbox {
  readonly send: (bytes: Uint8Array, droppable: boolean) => void
}

interface Deps {
  readonly socket: Pick<LiveSocket, 'send' | 'bufferedAmount'>
  readonly onSlow: () => void
  readonly onCaughtUp: () => void
  readonly onTooSlow: () => void
}

export const createOutbox = ({ socket, onSlow, onCaughtUp, onTooSlow }: Deps): Outbox => {
  let slow = false

  const onSent = (): void => {
    if (!slow || socket.bufferedAmount > maxBufferedBytes / 2) return
    slow = false
    onCaughtUp()
  }

  return {
    send: (bytes, droppable) => {
      const waiting = socket.bufferedAmount
      if (droppable && waiting > maxBufferedBytes) return
      if (waiting + bytes.length > maxBufferedBytesAtAll) return onTooSlow()
      if (waiting <= maxBufferedBytes) return socket.send(bytes)
      socket.send(bytes, onSent)
      if (slow) return
      slow = true
      onSlow()
    },
  }
}
