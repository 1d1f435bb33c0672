/**
 * Answers what a library fetches from the caches of this device before the network. WebLLM never looks there for a
 * compiled model on this machine, since whoever compiles one changes it often.
 */

type FetchAnything = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

export const serveLocalFiles = (scope: { fetch: FetchAnything }, caches: CacheStorage): void => {
  const network = scope.fetch
  scope.fetch = async (input, init) => (await caches.match(new Request(input))) ?? network(input, init)
}
