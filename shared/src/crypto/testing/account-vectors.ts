/** The vectors of `account/account-vectors.json`, made once by OpenSSL from the words of `docs/sealing.md`. */

import { readFileSync } from 'node:fs'
import type { DevicePlace, PasswordPlace, WrapPlace } from '../wrap.ts'

interface PasswordVector {
  readonly password: string
  readonly kdf: {
    readonly memory: number
    readonly passes: number
    readonly lanes: number
    readonly salt: string
  }
  readonly accountSecret: string | null
  readonly strengthened: string
  readonly authKey: string
  readonly nonce: string
  readonly accountKey: string
  readonly accountId: PasswordPlace['accountId']
  readonly generation: number
  readonly wrapped: string
}

interface WrapVector {
  readonly secret: string
  readonly place: WrapPlace
  readonly nonce: string
  readonly key: string
  readonly wrapped: string
}

interface SealToVector {
  readonly ephemeral: string
  readonly recipient: string
  readonly recipientPublic: string
  readonly place: DevicePlace
  readonly nonce: string
  readonly key: string
  readonly sealed: string
}

interface RecoveryVector {
  readonly entropy: string
  readonly words: string
  readonly recoveryAuth: string
  readonly wrapSecret: string
}

interface StateVector {
  readonly bytes: string
  readonly hash: string
  /** As `AccountState`, with bytes in hexadecimal. */
  readonly state: unknown
}

interface AccountVectors {
  readonly password: readonly PasswordVector[]
  readonly wraps: readonly WrapVector[]
  readonly sealTo: readonly SealToVector[]
  readonly recovery: readonly RecoveryVector[]
  readonly state: readonly StateVector[]
}

export const accountVectors: AccountVectors = JSON.parse(
  readFileSync(new URL('../account/account-vectors.json', import.meta.url), 'utf8'),
)
