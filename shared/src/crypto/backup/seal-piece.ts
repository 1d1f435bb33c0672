/**
 * The pieces of a backup file, each sealed by AES-256-GCM with its index and whether it is the last one in the nonce:
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015). So none can be dropped, added, moved or taken from another file, and the end cannot
 * be cut off unseen. The file's header is authenticated with every one.
 *
 *     frame = last(1 bit) length(31 bits) | ciphertext | tag(16)        nonce = zeros(7) | index(u32) | last(1)
 *
 * The length is in the clear, and authenticated: it tells a file that was cut from one that was changed.
 */

import { concatBytes } from '../../bytes.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { compressPiece, expandPiece, pieceCapacity } from './compress-piece.ts'

export const frameLength = 4
const tagLength = 16
const nonceLength = 12
const lastBit = 0x8000_0000

/** Of a sealed piece: how it is stored, what it holds, and the tag. */
const longestPiece = 1 + pieceCapacity + tagLength
const shortestPiece = 1 + tagLength

export interface Frame {
  readonly last: boolean
  /** Bytes that follow. */
  readonly length: number
}

export interface PieceSealer {
  /** The frame and what follows it. */
  readonly seal: (
    index: number,
    last: boolean,
    plaintext: Uint8Array<ArrayBuffer>,
  ) => Promise<Uint8Array<ArrayBuffer>>
  readonly open: (
    index: number,
    frame: Frame,
    sealed: Uint8Array<ArrayBuffer>,
  ) => Promise<Result<Uint8Array<ArrayBuffer>, TaggedError<'piece-tampered' | 'piece-malformed'>>>
}

const encodeFrame = ({ last, length }: Frame): Uint8Array => {
  const bytes = new Uint8Array(frameLength)
  new DataView(bytes.buffer).setUint32(0, last ? length + lastBit : length)
  return bytes
}

/** Undefined: no Weft writes such a piece. */
export const parseFrame = (bytes: Uint8Array): Frame | undefined => {
  const number = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0)
  const last = number >= lastBit
  const length = last ? number - lastBit : number
  return length < shortestPiece || length > longestPiece ? undefined : { last, length }
}

/** `key`: AES-GCM of 256 bits, of this one file. */
export const createPieceSealer = (key: CryptoKey, header: Uint8Array): PieceSealer => {
  const { subtle } = globalThis.crypto

  const algorithm = (index: number, frame: Frame) => {
    const nonce = new Uint8Array(nonceLength)
    new DataView(nonce.buffer).setUint32(7, index)
    nonce[nonceLength - 1] = frame.last ? 1 : 0
    return { name: 'AES-GCM', iv: nonce, additionalData: concatBytes(header, encodeFrame(frame)) }
  }

  return {
    seal: async (index, last, plaintext) => {
      const compressed = await compressPiece(plaintext)
      const frame = { last, length: compressed.length + tagLength }
      const sealed = await subtle.encrypt(algorithm(index, frame), key, compressed)
      return concatBytes(encodeFrame(frame), new Uint8Array(sealed))
    },

    open: async (index, frame, sealed) => {
      try {
        const compressed = await subtle.decrypt(algorithm(index, frame), key, sealed)
        const expanded = await expandPiece(new Uint8Array(compressed))
        return expanded.ok ? ok(expanded.value) : expanded
      } catch {
        // WebCrypto says no more than that it failed.
        return err({ type: 'piece-tampered' })
      }
    },
  }
}
