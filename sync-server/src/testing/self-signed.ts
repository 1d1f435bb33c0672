/** A certificate for `localhost` that signs itself, written out in DER, so that TLS is tested on every machine. */

import { generateKeyPairSync, sign } from 'node:crypto'
import type { TlsPair } from '../context.ts'

/** Tag, length, content (X.690, definite form). */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  const length = content.length
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents)
const hex = (text: string): Buffer => Buffer.from(text, 'hex')

const ecdsaWithSha256 = sequence(der(0x06, hex('2a8648ce3d040302')))
const commonName = sequence(
  der(0x31, sequence(der(0x06, hex('550403')), der(0x0c, Buffer.from('localhost')))),
)
const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
const subjectAlternativeName = sequence(
  der(0x06, hex('551d11')),
  der(0x04, sequence(der(0x82, Buffer.from('localhost')))),
)

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`

export const selfSigned = (): TlsPair => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const toBeSigned = sequence(
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, hex('01')),
    ecdsaWithSha256,
    commonName,
    validity,
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAlternativeName)),
  )
  const signature = Buffer.concat([hex('00'), sign('sha256', toBeSigned, privateKey)])
  return {
    certificate: pem(sequence(toBeSigned, ecdsaWithSha256, der(0x03, signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
}
