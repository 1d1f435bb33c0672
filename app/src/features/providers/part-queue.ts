/** Parts that arrive by messages and are taken by iteration. */

import type { StreamPart } from './language-model.ts'

export interface PartQueue {
  readonly push: (parts: readonly StreamPart[]) => void
  readonly end: () => void
  /** Ends at once; what has not been taken is forgotten. */
  readonly drop: () => void
  readonly parts: () => AsyncGenerator<StreamPart>
}

export const createPartQueue = (): PartQueue => {
  let waiting: StreamPart[] = []
  let isEnded = false
  let wake: (() => void) | undefined

  const end = (): void => {
    isEnded = true
    wake?.()
  }

  return {
    push: parts => {
      if (isEnded) return
      waiting.push(...parts)
      wake?.()
    },
    end,
    drop: () => {
      waiting = []
      end()
    },
    parts: async function* () {
      for (;;) {
        const part = waiting.shift()
        if (part) yield part
        else if (isEnded) return
        else
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
    },
  }
}
