/**
 * What is stored after a form was saved that shows neither the key nor the values of headers: a field that was
 * not given keeps what is stored, and so does a header that comes with its name alone. An empty key removes it.
 */

import type { Credentials } from '@weft/shared/schema/provider.ts'

export const mergeCredentials = (stored: Credentials, given: Credentials): Credentials => {
  const { apiKey = stored.apiKey, headers = stored.headers } = given
  const { apiKey: _key, headers: _headers, ...rest } = { ...stored, ...given }
  return {
    ...rest,
    ...(apiKey ? { apiKey } : {}),
    ...(headers && headers.length > 0
      ? { headers: headers.map(header => (header.value === '' ? storedHeader(stored, header) : header)) }
      : {}),
  }
}

type Header = NonNullable<Credentials['headers']>[number]

const storedHeader = (stored: Credentials, header: Header): Header => {
  const name = header.name.toLowerCase()
  const value = stored.headers?.find(each => each.name.toLowerCase() === name)?.value
  return { name: header.name, value: value ?? '' }
}
