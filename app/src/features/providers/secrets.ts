/** Keeps what is secret out of what is shown: some providers repeat the key they refuse. */

import type { Credentials } from '@weft/shared/schema/provider.ts'
import type { ProviderError } from './provider-error.ts'

/** Shorter values would blot out ordinary words. */
const minSecretLength = 8

export const secretsOf = (credentials: Credentials): readonly string[] =>
  [credentials.apiKey ?? '', ...(credentials.headers ?? []).map(header => header.value)].filter(
    secret => secret.length >= minSecretLength,
  )

export const withoutSecrets = (error: ProviderError, secrets: readonly string[]): ProviderError =>
  error.detail === undefined
    ? error
    : { ...error, detail: secrets.reduce((text, secret) => text.replaceAll(secret, '…'), error.detail) }
