/** SHA-256 of something that is too large to be held: fed in pieces, which WebCrypto cannot be. */

export interface BlobDigest {
  readonly update: (bytes: Uint8Array) => void
  readonly digest: () => Uint8Array<ArrayBuffer>
}

/** Its code comes with the first file. */
export const createBlobDigest = async (): Promise<BlobDigest> => {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  const hash = sha256.create()
  return { update: bytes => void hash.update(bytes), digest: () => hash.digest().slice() }
}
