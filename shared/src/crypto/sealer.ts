/**
 * Sealing: authenticated encryption of one value for one place. The place (purpose, workspace, room, epoch,
 * map, key) is authenticated with it, so a value that a server moves, swaps or serves elsewhere does not open.
 *
 * Two implementations share the vectors in `seal-vectors.json`: WebCrypto in the app, and a synchronous one
 * with seeded nonces for simulation.
 *
 * Envelope: `version(1) | kid(16) | nonce(12) | ciphertext and tag(16)`, AES-256-GCM (NIST SP 800-38D).
 * One key per scope by HKDF-SHA-256 (RFC 5869) from the workspace key. `kid` is derived like the key and
 * compared first: GCM does not commit to its key, and a wrong key must be told from a forged value.
 */

import { concatBytes, lengthPrefixed } from '../bytes.ts'
import type { Result, TaggedError } from '../result.ts'

/** What one key seals. */
export interface SealScope {
  /** `value` for documents, `credentials`, `blob`, `ephemeral` for what is relayed and never stored. */
  readonly purpose: 'value' | 'credentials' | 'blob' | 'ephemeral'
  readonly workspaceId: string
  /** Empty where there is no room. */
  readonly roomId: string
  /** Raised when the workspace's key is changed. */
  readonly epoch: number
}

/** `seal-wrong-key`: sealed with another key. `seal-tampered`: this key, but changed or moved. */
export type OpenError = TaggedError<
  'seal-wrong-key' | 'seal-tampered' | 'seal-newer-format' | 'seal-malformed'
>

export type MaybePromise<T> = T | Promise<T>

export interface ScopedSealer {
  readonly seal: (map: string, key: string, plaintext: Uint8Array) => MaybePromise<Uint8Array<ArrayBuffer>>
  readonly open: (
    map: string,
    key: string,
    sealed: Uint8Array,
  ) => MaybePromise<Result<Uint8Array<ArrayBuffer>, OpenError>>
}

/** Whose pieces they are. */
export interface BlobPlace {
  readonly workspaceId: string
  readonly blobId: string
  readonly epoch: number
}

export interface PiecePlace {
  readonly index: number
  /** The blob ends with this piece. */
  readonly last: boolean
}

/**
 * `piece-misplaced`: another piece of the blob than the one that was asked for. `blob-truncated`: the blob goes on
 * where it was said to end. `blob-extended`: it ends where it was said to go on.
 */
export type PieceError = OpenError | TaggedError<'piece-misplaced' | 'blob-truncated' | 'blob-extended'>

export interface BlobSealer {
  readonly seal: (place: PiecePlace, plaintext: Uint8Array) => MaybePromise<Uint8Array<ArrayBuffer>>
  readonly open: (
    place: PiecePlace,
    sealed: Uint8Array,
  ) => MaybePromise<Result<Uint8Array<ArrayBuffer>, PieceError>>
}

export interface Sealer {
  readonly scope: (scope: SealScope) => MaybePromise<ScopedSealer>
  /** Seals a blob in pieces (`blob-seal.ts`). */
  readonly blob: (place: BlobPlace) => MaybePromise<BlobSealer>
  /**
   * The name of a blob: the first 128 bits of HMAC-SHA-256 over `digest`, the plaintext's SHA-256, under a key of the
   * workspace. Equal files are stored once, and nobody without the key can ask for a known file by its hash.
   */
  readonly blobId: (workspaceId: string, digest: Uint8Array) => MaybePromise<Uint8Array<ArrayBuffer>>
}

export const envelopeVersion = 1
export const kidLength = 16
export const nonceLength = 12
export const tagLength = 16
/** Bytes that sealing adds to a value. */
export const envelopeOverhead = 1 + kidLength + nonceLength + tagLength

const scopeParts = (scope: SealScope): readonly string[] => [
  scope.purpose,
  scope.workspaceId,
  scope.roomId,
  String(scope.epoch),
]

/** HKDF `info` of a scope's encryption key. */
export const keyInfo = (scope: SealScope): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/key', ...scopeParts(scope))

/** HKDF `info` of a scope's key id. */
export const kidInfo = (scope: SealScope): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/kid', ...scopeParts(scope))

/** HKDF `info` of the key that names blobs. */
export const blobKeyInfo = (workspaceId: string): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/blob-id', workspaceId)

/** What is authenticated with a value: its place. Made once for a scope, since most of it is the same for all its values. */
export const placesOf = ({ purpose, workspaceId, roomId, epoch }: SealScope) => {
  const scope = lengthPrefixed('weft/v1/seal', purpose, workspaceId, roomId)
  const end = lengthPrefixed(String(epoch))
  return (map: string, key: string): Uint8Array<ArrayBuffer> =>
    concatBytes(scope, lengthPrefixed(map, key), end)
}
