/** What the messages of a pairing say, once they are open. The sealed bytes come from a stranger until then. */

import { decodeText, lengthPrefixed, splitLengthPrefixed } from '../../bytes.ts'
import { AccountId, DeviceId } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import type { PinnedState } from '../account/check-state.ts'
import { type AccountKey, parseAccountKey } from '../account/secret-key.ts'
import { parsePublicKey, type PublicKey } from '../public-key.ts'

/** The new device as it describes itself. */
export interface NewDevice {
  readonly id: DeviceId
  readonly name: string
  readonly signing: PublicKey
  readonly agreement: PublicKey
}

/** Everything that makes the new device one of the account's. */
export interface PairingGrant {
  readonly accountId: AccountId
  readonly generation: number
  readonly accountKey: AccountKey
  /** So that the server cannot show the new device an older state. */
  readonly pinned: PinnedState
  /** Of the new device, by the account's identity. */
  readonly certificate: Uint8Array<ArrayBuffer>
  readonly addedAt: number
  /** What the server takes once for a session; opaque here. */
  readonly sessionGrant: string
}

export type PayloadError = TaggedError<'pairing-payload-malformed'>

/** Longer names, and characters that turn or hide text, would write a text of their own on the consent screen. */
const longestName = 60
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu

export const plainName = (name: string): string =>
  Array.from(name.normalize('NFC').replace(invisible, ' ').trim()).slice(0, longestName).join('')

const malformed = err({ type: 'pairing-payload-malformed' } as const)

export const encodeHello = (deviceName: string): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(plainName(deviceName))

export const decodeHello = (bytes: Uint8Array): Result<string, PayloadError> => {
  const parts = splitLengthPrefixed(bytes)
  if (!parts.ok || parts.value.length !== 1) return malformed
  const [name] = parts.value
  return name ? readText(name) : malformed
}

const readText = (bytes: Uint8Array): Result<string, PayloadError> => {
  try {
    return ok(plainName(decodeText(bytes)))
  } catch {
    return malformed
  }
}

export const encodeNewDevice = ({ id, name, signing, agreement }: NewDevice): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(id, plainName(name), signing, agreement)

export const decodeNewDevice = (bytes: Uint8Array): Result<NewDevice, PayloadError> => {
  const parts = splitLengthPrefixed(bytes)
  if (!parts.ok || parts.value.length !== 4) return malformed
  const [id, name, signing, agreement] = parts.value
  if (!id || !name || !signing || !agreement) return malformed
  const parsedId = DeviceId.safeParse(new TextDecoder().decode(id))
  const parsedName = readText(name)
  const signingKey = parsePublicKey(signing)
  const agreementKey = parsePublicKey(agreement)
  if (!parsedId.success || !parsedName.ok || !signingKey.ok || !agreementKey.ok) return malformed
  return ok({
    id: parsedId.data,
    name: parsedName.value,
    signing: signingKey.value,
    agreement: agreementKey.value,
  })
}

export const encodeGrant = (grant: PairingGrant): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(
    grant.accountId,
    String(grant.generation),
    grant.accountKey,
    String(grant.pinned.sequence),
    grant.pinned.hash,
    grant.certificate,
    String(grant.addedAt),
    grant.sessionGrant,
  )

const toCount = (bytes: Uint8Array): number | null => {
  const text = new TextDecoder().decode(bytes)
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

export const decodeGrant = (bytes: Uint8Array): Result<PairingGrant, PayloadError> => {
  const parts = splitLengthPrefixed(bytes)
  if (!parts.ok || parts.value.length !== 8) return malformed
  const [id, generationText, key, sequenceText, hash, certificate, addedAtText, session] = parts.value
  if (!id || !generationText || !key || !sequenceText || !hash || !certificate || !addedAtText || !session)
    return malformed
  const accountId = AccountId.safeParse(new TextDecoder().decode(id))
  const accountKey = parseAccountKey(key)
  const [generation, sequence, addedAt] = [generationText, sequenceText, addedAtText].map(toCount)
  if (!accountId.success || !accountKey.ok) return malformed
  if (typeof generation !== 'number' || typeof sequence !== 'number' || typeof addedAt !== 'number')
    return malformed
  return ok({
    accountId: accountId.data,
    generation,
    accountKey: accountKey.value,
    pinned: { sequence, hash },
    certificate,
    addedAt,
    sessionGrant: new TextDecoder().decode(session),
  })
}
