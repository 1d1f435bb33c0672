/** Backup files by Node's own OpenSSL and zlib, from the lines of docs/backup-format.md alone. */

import { argon2Sync, createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { concatBytes, encodeText, lengthPrefixed } from '../../bytes.ts'
import { hkdfByOpenSsl } from './open-ssl.ts'

interface Written {
  readonly passphrase: string
  readonly memory: number
  readonly passes: number
  readonly salt: Uint8Array
  readonly fileSalt: Uint8Array
  /** The plaintext of each piece. */
  readonly pieces: readonly Uint8Array[]
}

const rootOf = (passphrase: string, salt: Uint8Array, memory: number, passes: number): Uint8Array =>
  argon2Sync('argon2id', {
    message: encodeText(passphrase.normalize('NFKC')),
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory,
    passes,
  })

const nonceOf = (index: number, last: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

const numberBytes = (value: number, length: 2 | 4): Buffer => {
  const bytes = Buffer.alloc(length)
  bytes.writeUIntBE(value, 0, length)
  return bytes
}

const keyOf = (root: Uint8Array, fileSalt: Uint8Array): Uint8Array =>
  hkdfByOpenSsl(root, lengthPrefixed('weft/v1/backup-pieces'), 32, fileSalt)

export const writeByOpenSsl = (file: Written): Uint8Array<ArrayBuffer> => {
  const { passphrase, memory, passes, salt, fileSalt, pieces } = file
  const root = rootOf(passphrase, salt, memory, passes)
  const unchecked = concatBytes(
    Buffer.from('8957454654420d0a', 'hex'),
    numberBytes(1, 2),
    numberBytes(96, 2),
    Uint8Array.of(1, 1, 1, 1),
    numberBytes(memory, 4),
    numberBytes(passes, 4),
    salt,
    fileSalt,
    hkdfByOpenSsl(root, lengthPrefixed('weft/v1/backup-check'), 16, fileSalt),
  )
  const header = concatBytes(unchecked, createHash('sha256').update(unchecked).digest().subarray(0, 8))
  const sealed = pieces.map((piece, index) => {
    const last = index === pieces.length - 1
    const deflated = deflateRawSync(piece)
    const body =
      deflated.length < piece.length
        ? concatBytes(Uint8Array.of(1), deflated)
        : concatBytes(Uint8Array.of(0), piece)
    const frame = numberBytes(body.length + 16 + (last ? 0x8000_0000 : 0), 4)
    const cipher = createCipheriv('aes-256-gcm', keyOf(root, fileSalt), nonceOf(index, last))
    cipher.setAAD(concatBytes(header, frame))
    return concatBytes(frame, cipher.update(body), cipher.final(), cipher.getAuthTag())
  })
  return concatBytes(header, ...sealed)
}

/** The plaintext of a whole file. Throws on whatever is wrong with it. */
export const readByOpenSsl = (file: Uint8Array, passphrase: string): Uint8Array<ArrayBuffer> => {
  const bytes = Buffer.from(file)
  const header = bytes.subarray(0, bytes.readUInt16BE(10))
  const root = rootOf(passphrase, header.subarray(24, 40), header.readUInt32BE(16), header.readUInt32BE(20))
  const key = keyOf(root, header.subarray(40, 72))
  const opened: Uint8Array[] = []
  for (let at = header.length, index = 0; at < bytes.length; index += 1) {
    const frame = bytes.subarray(at, at + 4)
    const last = frame.readUInt32BE() >= 0x8000_0000
    const end = at + 4 + (frame.readUInt32BE() % 0x8000_0000)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last))
    decipher.setAAD(concatBytes(header, frame))
    decipher.setAuthTag(bytes.subarray(end - 16, end))
    const body = Buffer.concat([decipher.update(bytes.subarray(at + 4, end - 16)), decipher.final()])
    opened.push(body[0] === 1 ? inflateRawSync(body.subarray(1)) : body.subarray(1))
    if (last !== (end === bytes.length)) throw new Error('The last piece is not the last one')
    at = end
  }
  return concatBytes(...opened)
}
