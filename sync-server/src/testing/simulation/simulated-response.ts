/** The body of a response, read piece by piece by whoever asked. */

import type { ResponseBody } from '../../sync/item-writer.ts'

export interface SimulatedResponse extends ResponseBody {
  /** The server is done. */
  readonly end: () => void
  /** The connection is gone, whoever ended it. */
  readonly destroy: () => void
  /** Null at the end; throws where it broke off. */
  readonly read: () => Promise<Uint8Array | null>
}

interface Piece {
  readonly bytes: Uint8Array
  readonly written: (error?: Error | null) => void
}

export const createSimulatedResponse = (): SimulatedResponse => {
  const pieces: Piece[] = []
  const closing: (() => void)[] = []
  let state: 'open' | 'ended' | 'destroyed' = 'open'
  let wake = (): void => undefined

  return {
    write: (bytes, written) => {
      if (state !== 'open') return written(new Error('the connection is gone'))
      pieces.push({ bytes, written })
      wake()
    },
    once: (_event, listener) => void closing.push(listener),
    end: () => {
      if (state === 'open') state = 'ended'
      wake()
    },
    destroy: () => {
      if (state === 'destroyed') return
      state = 'destroyed'
      for (const listener of closing.splice(0)) listener()
      wake()
    },
    read: async () => {
      for (;;) {
        if (state === 'destroyed') throw new Error('the connection broke')
        const piece = pieces.shift()
        if (piece !== undefined) {
          piece.written()
          return piece.bytes
        }
        if (state === 'ended') return null
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}
