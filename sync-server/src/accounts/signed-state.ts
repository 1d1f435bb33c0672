/**
 * What the server reads of an account state (docs/sealing.md, section 3): it is public structure, and the server holds
 * all of it in its own tables already. It is read for two reasons. A session alone must not be able to change an
 * account, so a state counts only when the account's identity has signed it. And a state that does not list exactly
 * what is stored would be refused by every device, so it is refused here, before it replaces one that works.
 */

import { createHash, createPublicKey, verify } from 'node:crypto'
import { assert, must } from '@weft/shared/assert.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'

export interface SignedState {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

export interface ReadState {
  readonly accountId: string
  readonly generation: number
  readonly sequence: number
  /** SHA-256 of the state before; empty in the first. */
  readonly previous: Buffer
  readonly signingKey: Buffer
  /** Undefined where there is no password. */
  readonly kdf: Kdf | undefined
  /** SHA-256 in hexadecimal by path. */
  readonly wraps: ReadonlyMap<string, string>
  readonly devices: ReadonlyMap<string, ReadDevice>
}

export interface Kdf {
  readonly memory: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Uint8Array<ArrayBuffer>
}

interface ReadDevice {
  readonly signing: Buffer
  readonly agreement: Buffer
  readonly addedAt: number
  readonly revoked: boolean
}

const label = 'weft/v1/account-state'

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

// Reading throws on anything unexpected; `readSignedState` is the one that catches.

/** Length-prefixed parts: four bytes of length, big-endian, and the bytes. */
const split = (bytes: Buffer): readonly Buffer[] => {
  const parts: Buffer[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const start = offset + 4
    const end = start + bytes.readUInt32BE(offset)
    assert(end <= bytes.length, 'a part lies within')
    parts.push(bytes.subarray(start, end))
    offset = end
  }
  return parts
}

const part = (parts: readonly Buffer[], index: number): Buffer => must(parts[index], 'a part')

const readNumber = (bytes: Buffer): number => {
  const text = bytes.toString('latin1')
  assert(/^(?:0|[1-9]\d{0,14})$/.test(text), 'a number is decimal')
  return Number(text)
}

const readKdf = (bytes: Buffer): Kdf | undefined => {
  if (bytes.length === 0) return undefined
  const parts = split(bytes)
  return {
    memory: readNumber(part(parts, 0)),
    passes: readNumber(part(parts, 1)),
    lanes: readNumber(part(parts, 2)),
    salt: Uint8Array.from(part(parts, 3)),
  }
}

const readWrap = (bytes: Buffer): readonly [string, string] => {
  const parts = split(bytes)
  return [part(parts, 0).toString('latin1'), part(parts, 1).toString('hex')]
}

const readDevice = (bytes: Buffer): readonly [string, ReadDevice] => {
  const parts = split(bytes)
  return [
    part(parts, 0).toString('latin1'),
    {
      signing: part(parts, 1),
      agreement: part(parts, 2),
      addedAt: readNumber(part(parts, 3)),
      revoked: part(parts, 4).length > 0,
    },
  ]
}

export const readSignedState = ({ bytes }: SignedState): Result<ReadState, 'state-malformed'> => {
  try {
    const parts = split(Buffer.from(bytes))
    assert(part(parts, 0).toString('latin1') === label && parts.length === 11, 'it is a state')
    const wraps = split(part(parts, 9)).map(readWrap)
    const devices = split(part(parts, 10)).map(readDevice)
    const state: ReadState = {
      accountId: part(parts, 1).toString('latin1'),
      generation: readNumber(part(parts, 2)),
      sequence: readNumber(part(parts, 3)),
      previous: part(parts, 4),
      signingKey: part(parts, 5),
      kdf: readKdf(part(parts, 7)),
      wraps: new Map(wraps),
      devices: new Map(devices),
    }
    const once = state.wraps.size === wraps.length && state.devices.size === devices.length
    return once ? ok(state) : err('state-malformed')
  } catch {
    return err('state-malformed')
  }
}

/** ECDSA P-256/SHA-256 over the bytes of the state; a key that is no point of the curve has signed nothing. */
export const isSignedBy = (publicKey: Uint8Array, { bytes, signature }: SignedState): boolean => {
  const at = (start: number, end: number) => Buffer.from(publicKey.subarray(start, end)).toString('base64url')
  try {
    const key = createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: at(1, 33), y: at(33, 65) },
      format: 'jwk',
    })
    return publicKey.length === 65 && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}
