/**
 * Answers what a library fetches from the caches of this device before the network. WebLLM never looks there for a
 * compiled model on this machine, since whoever compiles one changes it often.
 */

import { base64ToBytes } from '@weft/shared/base64.ts'

type FetchAnything = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

export const serveLocalFiles = (
  scope: { fetch: FetchAnything },
  caches: Pick<CacheStorage, 'match'>,
): void => {
  const network = scope.fetch
  scope.fetch = async (input, init) => {
    const request = new Request(input)
    return readAddress(request.url) ?? (await caches.match(request)) ?? network(input, init)
  }
}

/** A picture is handed to WebLLM as a `data:` address; a policy that reaches nobody forbids to fetch even that. */
const readAddress = (url: string): Response | undefined => {
  const [, type = '', data] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? []
  if (data === undefined) return undefined
  const bytes = base64ToBytes(data)
  return bytes === null ? undefined : new Response(bytes, { headers: { 'Content-Type': type } })
}
