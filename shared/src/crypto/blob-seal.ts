/**
 * A blob sealed in pieces: AES-256-GCM with the piece's index and whether it is the last one in the nonce. That is the
 * construction STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015), as age has it: pieces open one by one, and none can be dropped, added or moved.
 *
 * The key is the blob's own, from the workspace key and the blob's id. The id is a keyed hash of the plaintext, so one
 * key seals one plaintext and a counter is a good nonce. Sealing has one answer: whatever device seals the same file
 * gets the same bytes, and one can go on with the upload that another began.
 *
 * Piece: `1 | kid(16) | zeros(7) | index(u32, big-endian) | last(1) | ciphertext and tag(16)`, at most 256 KiB.
 */

import { lengthPrefixed } from '../bytes.ts'
import { err, ok, type Result } from '../result.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import { type BlobPlace, nonceLength, type PieceError, type PiecePlace } from './sealer.ts'

/** HKDF `info` of a blob's encryption key. */
export const pieceKeyInfo = ({ workspaceId, blobId, epoch }: BlobPlace): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/blob-piece-key', workspaceId, blobId, String(epoch))

/** HKDF `info` of the id of the workspace key it came from: a wrong key is told from a piece of another blob. */
export const pieceKidInfo = ({ workspaceId, epoch }: BlobPlace): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/blob-piece-kid', workspaceId, String(epoch))

/** What is authenticated with every piece: its blob. Its place in the blob is in the nonce. */
export const blobPlaceBytes = ({ workspaceId, blobId, epoch }: BlobPlace): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/blob-piece', workspaceId, blobId, String(epoch))

const indexAt = 7

export const pieceNonce = ({ index, last }: PiecePlace): Uint8Array<ArrayBuffer> => {
  const nonce = new Uint8Array(nonceLength)
  new DataView(nonce.buffer).setUint32(indexAt, index)
  nonce[nonceLength - 1] = last ? 1 : 0
  return nonce
}

/**
 * Takes a piece apart and checks that it says to be this one. What it says is in the clear and not yet proved: it gives
 * a failure its name, and a nonce that lies does not open.
 */
export const readPiece = (
  sealed: Uint8Array,
  kid: Uint8Array,
  { index, last }: PiecePlace,
): Result<Envelope, PieceError> => {
  const envelope = readEnvelope(sealed, kid)
  if (!envelope.ok) return envelope
  const { nonce } = envelope.value
  const view = new DataView(nonce.buffer, nonce.byteOffset, nonce.length)
  if (view.getUint32(indexAt) !== index) return err({ type: 'piece-misplaced' })
  const saysLast = view.getUint8(nonceLength - 1) === 1
  if (saysLast !== last) return err({ type: last ? 'blob-truncated' : 'blob-extended' })
  return ok(envelope.value)
}
