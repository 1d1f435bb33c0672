/**
 * A text of any length as payloads of NOTIFY, which has less than 8,000 bytes for each: `node serial number/count text`.
 * Those of one transaction are heard in their order and with nothing between them, so a reader holds one text and no more.
 */

/** Of ASCII; the head of a piece comes on top. */
const pieceLength = 7_900

/** `serial`: another for each text of a node. */
export const toPieces = (node: string, serial: number, text: string): readonly string[] => {
  const count = Math.ceil(text.length / pieceLength)
  return Array.from({ length: count }, (_, index) => {
    const part = text.slice(index * pieceLength, (index + 1) * pieceLength)
    return `${node} ${serial} ${index + 1}/${count} ${part}`
  })
}

export interface PieceReader {
  /** The text that this piece completes. Undefined for our own, and for one that has pieces missing. */
  readonly take: (payload: string) => string | undefined
}

const head = /^(?<name>(?<sender>\S+) \d+) (?<number>\d{1,4})\/(?<count>\d{1,4}) /

export const createPieceReader = (node: string): PieceReader => {
  let name: string | undefined
  let held: string[] = []
  return {
    take: payload => {
      const found = head.exec(payload)
      if (found?.groups === undefined || found.groups['sender'] === node) return undefined
      const number = Number(found.groups['number'])
      if (number === 1) {
        name = found.groups['name']
        held = []
      } else if (found.groups['name'] !== name || number !== held.length + 1) return undefined
      held.push(payload.slice(found[0].length))
      return held.length === Number(found.groups['count']) ? held.join('') : undefined
    },
  }
}
