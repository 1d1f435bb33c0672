/** An unmodified y-websocket provider on one document, over a virtual socket. */

import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { createVirtualSocketClass, type SocketOwner } from './virtual-socket.ts'

/** Types of Weft's own frames, which a stock provider would log as unknown. */
const ownFrameTypes = [100, 101, 102, 103, 104, 105]

/** Returns what destroys it. */
export const startProvider = (doc: Y.Doc, owner: SocketOwner): (() => void) => {
  const provider = new WebsocketProvider('weft:', 'room', doc, {
    WebSocketPolyfill: createVirtualSocketClass(owner),
    // Tabs meet in the log.
    disableBc: true,
    connect: false,
  })
  for (const type of ownFrameTypes) provider.messageHandlers[type] = () => {}
  // Who is here goes sealed, as ephemeral frames.
  provider.awareness.setLocalState(null)
  provider.connect()
  return () => {
    provider.destroy()
    provider.awareness.destroy()
  }
}
