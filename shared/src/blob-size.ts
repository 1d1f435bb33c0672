/**
 * How a blob lies in pieces. A piece is what is sealed, sent, stored and opened at once, on every side the same, so
 * nobody ever holds more of a large file than one of them.
 */

/** Of a sealed piece; only the last one may be shorter. */
export const blobPieceBytes = 256 * 1024

/** What sealing adds to a piece: `version(1) | kid(16) | nonce(12) | tag(16)`. */
export const pieceOverhead = 45

/** Of the plaintext in a full piece. */
export const pieceCapacity = blobPieceBytes - pieceOverhead

/** A blob without bytes is one empty piece: there is always a last one. */
export const pieceCountOf = (size: number): number => Math.max(1, Math.ceil(size / pieceCapacity))

/** Bytes of a blob when it is sealed, from those of its plaintext. */
export const sealedSizeOf = (size: number): number => size + pieceCountOf(size) * pieceOverhead

/** Pieces of a blob of so many sealed bytes. */
export const sealedPieceCountOf = (sealedSize: number): number => Math.ceil(sealedSize / blobPieceBytes)

/** Whether sealing can give so many bytes: a last piece has more than its overhead, but for the one of an empty blob. */
export const isSealedSize = (sealedSize: number): boolean => {
  if (sealedSize === pieceOverhead) return true
  const lastPiece = sealedSize % blobPieceBytes
  return sealedSize > pieceOverhead && (lastPiece === 0 || lastPiece > pieceOverhead)
}
