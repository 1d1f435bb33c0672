/** What the election of a leader needs of the browser: locks and a channel between the tabs. */

import type { HeartbeatChannel, Locks } from '../core/sync/leader.ts'

export const browserLocks: Locks = {
  request: async (name, options, held) => {
    await navigator.locks.request(name, options, held)
  },
}

export const heartbeatChannel = (signal: AbortSignal): HeartbeatChannel => {
  const channel = new BroadcastChannel('weft-leader')
  signal.addEventListener('abort', () => channel.close())
  return {
    post: message => {
      if (!signal.aborted) channel.postMessage(message)
    },
    listen: heard => {
      const listener = (event: MessageEvent<unknown>): void => heard(event.data)
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
  }
}
