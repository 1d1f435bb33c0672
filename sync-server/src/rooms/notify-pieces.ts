/**
 * A text of any length as payloads of NOTIFY, which has less than 8,000 bytes for each: `node number/count text`. Those of
 * one transaction are heard in their order and with nothing between them, so a reader needs to hold one text for each node.
 */

/** Of ASCII; the head of a piece comes on top. */
const pieceLength = 7_900

export const toPieces = (node: string, text: string): readonly string[] => {
  const count = Math.ceil(text.length / pieceLength)
  return Array.from(
    { length: count },
    (_, index) =>
      `${node} ${index + 1}/${count} ${text.slice(index * pieceLength, (index + 1) * pieceLength)}`,
  )
}

export interface PieceReader {
  /** The text that this piece completes. Undefined for our own, and for one whose beginning was not heard. */
  readonly take: (payload: string) => string | undefined
}

const head = /^(\S+) (\d{1,4})\/(\d{1,4}) /

export const createPieceReader = (node: string): PieceReader => {
  let sender = ''
  let held: string[] = []
  return {
    take: payload => {
      const [whole = '', from = '', number, count] = head.exec(payload) ?? []
      if (from === node || from === '') return undefined
      if (Number(number) === 1) {
        sender = from
        held = []
      } else if (from !== sender || Number(number) !== held.length + 1) return undefined
      held.push(payload.slice(whole.length))
      if (held.length < Number(count)) return undefined
      const text = held.join('')
      held = []
      return text
    },
  }
}
