/** A body that goes on for as long as it is read: spaces, which stand before any JSON. */

export interface EndlessBody {
  readonly response: Response
  readonly isCancelled: () => boolean
}

const piece = new TextEncoder().encode(' '.repeat(1024 * 1024))

/** Far beyond every bound. There it breaks, so that a test of who reads without one fails and does not take all memory. */
const mostPieces = 100

export const createEndlessBody = (): EndlessBody => {
  let pieces = 0
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      pieces += 1
      if (pieces > mostPieces) controller.error(new TypeError('Nobody stopped reading.'))
      else controller.enqueue(piece)
    },
    cancel: () => {
      isCancelled = true
    },
  })
  return { response: new Response(body), isCancelled: () => isCancelled }
}
