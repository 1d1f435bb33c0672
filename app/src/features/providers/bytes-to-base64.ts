/** Base 64 for attachments inside a JSON body. */

/** Characters per piece: `String.fromCharCode` takes its bytes as arguments, and their number is limited. */
const piece = 0x8000

export const bytesToBase64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (let start = 0; start < bytes.length; start += piece)
    binary += String.fromCharCode(...bytes.subarray(start, start + piece))
  return btoa(binary)
}

export const bytesToDataUrl = (mediaType: string, bytes: Uint8Array): string =>
  `data:${mediaType};base64,${bytesToBase64(bytes)}`
