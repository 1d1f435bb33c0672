/**
 * Bytes to the lines of a stream that says one JSON value on each. Characters and lines may be torn apart anywhere.
 * Knows nothing of what the lines say.
 */

export type LineItem =
  | { readonly type: 'line'; readonly text: string }
  /** A line beyond `maxLineLength`; nothing more can be read. */
  | { readonly type: 'too-large' }

/** Characters of one line. Above any real one; stops a body without line ends from filling the memory. */
export const maxLineLength = 1024 * 1024

export interface LineDecoder {
  readonly feed: (bytes: Uint8Array) => readonly LineItem[]
  /** The body is over. A last line without an end is given here. */
  readonly end: () => readonly LineItem[]
}

export const createLineDecoder = (): LineDecoder => {
  const decoder = new TextDecoder()
  /** The line whose end has not come. */
  let unended: string[] = []
  let unendedLength = 0
  let isTooLarge = false

  const hold = (text: string): void => {
    unended.push(text)
    unendedLength += text.length
  }

  const take = (): string => {
    const line = unended.join('')
    unended = []
    unendedLength = 0
    return line
  }

  const read = (text: string): readonly LineItem[] => {
    const items: LineItem[] = []
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) items.push({ type: 'line', text: take() })
      hold(piece)
      if (unendedLength <= maxLineLength) continue
      isTooLarge = true
      return [...items.filter(isSaid), { type: 'too-large' }]
    }
    return items.filter(isSaid)
  }

  return {
    feed: bytes => (isTooLarge ? [] : read(decoder.decode(bytes, { stream: true }))),
    end: () => (isTooLarge ? [] : read(`${decoder.decode()}\n`)),
  }
}

const isSaid = (item: LineItem): boolean => item.type !== 'line' || item.text.trim() !== ''
