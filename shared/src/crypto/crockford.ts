/** Base 32 for people (Crockford's): 32 characters without I, L, O and U, read back without regard to case. */

import { base32Alphabet, bytesToBase32 } from '../ids.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** What is written in place of the character that looks like it. */
const lookalikes: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' }

/** As many bits as the bytes have, filled up with zeros to whole characters: base 32 in another alphabet. */
export const encodeCrockford = (bytes: Uint8Array): string =>
  bytesToBase32(bytes).replaceAll(/./g, digit => alphabet.charAt(base32Alphabet.indexOf(digit)))

/** Whole bytes only; bits that are left over are dropped. Null where a character is none of the alphabet. */
export const decodeCrockford = (text: string): Uint8Array<ArrayBuffer> | null => {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let offset = 0
  let buffer = 0
  let bits = 0
  for (const written of text.toUpperCase()) {
    const value = alphabet.indexOf(lookalikes[written] ?? written)
    if (value < 0) return null
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[offset] = buffer >>> bits
      offset += 1
      buffer &= (1 << bits) - 1
    }
  }
  return bytes
}
