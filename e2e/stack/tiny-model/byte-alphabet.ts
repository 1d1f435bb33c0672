/** How byte-level tokenizers write bytes in their files: printable Latin-1 as itself, everything else from U+0100 on. */

const isPrintable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae

const makeAlphabet = (): readonly string[] => {
  let others = 0
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isPrintable(byte) ? byte : 0x100 + others++),
  )
}

/** The letter of every byte, in the order of bytes. */
export const byteAlphabet = makeAlphabet()

export const textToByteLetters = (text: string): string =>
  Array.from(new TextEncoder().encode(text), byte => byteAlphabet[byte] ?? '').join('')
