/** HKDF-SHA-256 (RFC 5869) by WebCrypto: the one way in which a key comes from a key. */

const noSalt = new Uint8Array(0)

/** A secret as a key that derives others and that script cannot read out. */
export const importSecret = (secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  globalThis.crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits'])

export const hkdf = (info: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer> = noSalt) => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt,
  info,
})

export const deriveBytes = async (
  secret: CryptoKey,
  length: number,
  info: Uint8Array<ArrayBuffer>,
  salt?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.deriveBits(hkdf(info, salt), secret, length * 8))
