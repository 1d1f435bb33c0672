/** Where an image may come from: the text itself at once, the web on a click, anything else never. */

import { base64ToBytes } from '@weft/shared/base64.ts'
import { limits } from './limits.ts'

export type ImageSource =
  /** The image is the address itself. */
  | { readonly type: 'inline' }
  | { readonly type: 'remote'; readonly address: string; readonly host: string }
  | { readonly type: 'none' }

interface Size {
  readonly width: number
  readonly height: number
}

const startsWith = (bytes: Uint8Array, at: number, expected: readonly number[]): boolean =>
  expected.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): readonly number[] => Array.from(text, character => character.charCodeAt(0))

const pngSize = (view: DataView): Size => ({ width: view.getUint32(16), height: view.getUint32(20) })
const gifSize = (view: DataView): Size => ({
  width: view.getUint16(6, true),
  height: view.getUint16(8, true),
})

const webpSize = (bytes: Uint8Array, view: DataView): Size | null => {
  const uint24 = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
  if (startsWith(bytes, 12, ascii('VP8X'))) return { width: uint24(24) + 1, height: uint24(27) + 1 }
  if (startsWith(bytes, 12, ascii('VP8L'))) {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (!startsWith(bytes, 12, ascii('VP8 '))) return null
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

/** Walks a JPEG's segments to the frame header, which all kinds of frame write alike. */
const jpegSize = (bytes: Uint8Array, view: DataView): Size | null => {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
  }
  return null
}

const sizeOf = (bytes: Uint8Array<ArrayBuffer>): Size | null => {
  if (bytes.length < 32) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (startsWith(bytes, 0, [0x89, ...ascii('PNG')])) return pngSize(view)
  if (startsWith(bytes, 0, ascii('GIF8'))) return gifSize(view)
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return jpegSize(bytes, view)
  return startsWith(bytes, 0, ascii('RIFF')) && startsWith(bytes, 8, ascii('WEBP'))
    ? webpSize(bytes, view)
    : null
}

/**
 * Whether `bytes` are an image that is safe to decode: one of four raster formats by their first bytes, and not
 * a small file that unfolds into gigabytes. SVG is none of them, since it can load and run things.
 */
export const isSafeImage = (bytes: Uint8Array<ArrayBuffer>): boolean => {
  const size = sizeOf(bytes)
  return size !== null && size.width * size.height <= limits.imagePixels
}

const inlineImage = /^data:image\/(?:png|jpeg|gif|webp);base64,([a-z0-9+/=\s%]+)$/i

const decodeAddress = (text: string): Uint8Array<ArrayBuffer> | null => {
  try {
    // A percent sign that stands for no byte throws.
    return base64ToBytes(decodeURIComponent(text))
  } catch {
    return null
  }
}

export const imageSource = (address: string): ImageSource => {
  const encoded = inlineImage.exec(address)?.[1]
  if (encoded !== undefined) {
    const bytes = decodeAddress(encoded)
    return bytes !== null && isSafeImage(bytes) ? { type: 'inline' } : { type: 'none' }
  }
  const url = URL.canParse(address) ? new URL(address) : null
  const isRemote = url?.protocol === 'https:' || url?.protocol === 'http:'
  return url !== null && isRemote ? { type: 'remote', address: url.href, host: url.host } : { type: 'none' }
}
