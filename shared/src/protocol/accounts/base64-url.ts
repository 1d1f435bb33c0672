/** Base 64 for URLs without padding (RFC 4648, section 5): how bytes stand in JSON. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const valueByCharacter = new Map(Array.from(alphabet, (character, value) => [character, value]))

export const bytesToBase64Url = (bytes: Uint8Array): string => {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 6) {
      bits -= 6
      text += alphabet[(buffer >>> bits) & 63]
      buffer &= (1 << bits) - 1
    }
  }
  return bits > 0 ? text + alphabet[(buffer << (6 - bits)) & 63] : text
}

/** Null for a text that is not exactly what encoding gives: two texts may say the same bytes, and one of them is taken. */
export const base64UrlToBytes = (text: string): Uint8Array<ArrayBuffer> | null => {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let offset = 0
  let buffer = 0
  let bits = 0
  for (const character of text) {
    const value = valueByCharacter.get(character)
    if (value === undefined) return null
    buffer = (buffer << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[offset] = buffer >>> bits
    offset += 1
    buffer &= (1 << bits) - 1
  }
  // What is left over is the filling of the last character: fewer than six bits, all of them zero.
  return bits < 6 && buffer === 0 ? bytes : null
}
