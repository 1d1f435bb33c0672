/** What can be said about a key without asking anybody. */

import { presetOf } from './presets.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'

/**
 * Why no call with these credentials can work: the provider wants a key and there is none, or a value holds
 * characters that no header can carry. Undefined when a call is worth making.
 */
export const missingKey = ({ provider, credentials }: ProviderAccess): ProviderError | undefined => {
  const key = credentials.apiKey ?? ''
  const headers = credentials.headers ?? []
  if (key === '' && headers.length === 0 && isKeyNeeded(provider)) return { type: 'key-missing' }
  const isCarried = [key, ...headers.map(header => header.value)].every(isHeaderValue)
  return isCarried ? undefined : { type: 'key-refused' }
}

/** A service wants its key at its own address; behind another one there may be a gateway that adds it. */
const isKeyNeeded = (provider: ProviderAccess['provider']): boolean => {
  const preset = presetOf(provider)
  return preset.key === 'needed' && new URL(provider.baseUrl).origin === new URL(preset.baseUrl).origin
}

/** Printable characters of ASCII: what every server and proxy takes. */
export const isHeaderValue = (value: string): boolean => /^[\t\x20-\x7e]*$/.test(value)
