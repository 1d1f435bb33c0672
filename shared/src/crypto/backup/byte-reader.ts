/** Takes as many bytes as are asked for from a source that gives them in whatever pieces it likes. */

import { concatBytes } from '../../bytes.ts'

export interface ByteReader {
  /** Fewer than `length` only at the end of the source. */
  readonly take: (length: number) => Promise<Uint8Array<ArrayBuffer>>
  /** How many bytes were taken. */
  readonly position: () => number
}

export const createByteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const incoming = source[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  let position = 0

  const fill = async (length: number): Promise<void> => {
    const parts = [held]
    let available = held.length
    while (available < length) {
      const next = await incoming.next()
      if (next.done === true) break
      parts.push(next.value)
      available += next.value.length
    }
    if (parts.length > 1) held = concatBytes(...parts)
  }

  return {
    take: async length => {
      if (held.length < length) await fill(length)
      const taken = held.slice(0, length)
      held = held.subarray(taken.length)
      position += taken.length
      return taken
    },
    position: () => position,
  }
}
