/**
 * Where files of models lie: the browser's caches, or a map in tests. A file is there whole or not at all: what breaks
 * on its way in leaves nothing.
 */

export interface ModelStore {
  readonly has: (cache: string, url: string) => Promise<boolean>
  /** Rejects when `body` does, and then holds nothing of it. A full disk rejects with a `QuotaExceededError`. */
  readonly put: (cache: string, url: string, body: ReadableStream<Uint8Array<ArrayBuffer>>) => Promise<void>
  readonly read: (cache: string, url: string) => Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>
  readonly remove: (cache: string, url: string) => Promise<void>
  /** Addresses of everything in a cache. */
  readonly list: (cache: string) => Promise<readonly string[]>
}

export const createCacheStore = (caches: CacheStorage): ModelStore => ({
  has: async (cache, url) => (await (await caches.open(cache)).match(url)) !== undefined,
  put: async (cache, url, body) => {
    const opened = await caches.open(cache)
    await opened.put(url, new Response(body, { headers: { 'Content-Type': 'application/octet-stream' } }))
  },
  read: async (cache, url) => (await (await caches.open(cache)).match(url))?.body ?? undefined,
  remove: async (cache, url) => {
    await (await caches.open(cache)).delete(url)
  },
  list: async cache => (await (await caches.open(cache)).keys()).map(request => request.url),
})
