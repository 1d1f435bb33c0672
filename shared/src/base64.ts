/** Base 64 as vendors, data addresses and files write it: with `+`, `/` and padding. Our own server speaks `base64-url.ts`. */

/** Characters per piece: `String.fromCharCode` takes its bytes as arguments, and their number is limited. */
const piece = 0x8000

export const bytesToBase64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (let start = 0; start < bytes.length; start += piece)
    binary += String.fromCharCode(...bytes.subarray(start, start + piece))
  return btoa(binary)
}

/** Null for a text that is not base 64. Padding may be missing and white space is passed over, as on the web. */
export const base64ToBytes = (text: string): Uint8Array<ArrayBuffer> | null => {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0))
  } catch {
    return null
  }
}
