/** Base 64 for bytes inside JSON. */

/** Characters per piece: `String.fromCharCode` takes its bytes as arguments, and their number is limited. */
const piece = 0x8000

export const bytesToBase64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (let start = 0; start < bytes.length; start += piece)
    binary += String.fromCharCode(...bytes.subarray(start, start + piece))
  return btoa(binary)
}

/** Throws on a text that is not base 64. */
export const base64ToBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), character => character.charCodeAt(0))

export const bytesToDataUrl = (mediaType: string, bytes: Uint8Array): string =>
  `data:${mediaType};base64,${bytesToBase64(bytes)}`
