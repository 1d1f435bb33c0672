/** As much of the browser's caches as is used, in memory; what is added comes from `serve`. */

export interface MemoryCaches {
  readonly caches: CacheStorage
  /** Names of the caches, with the paths that each holds. */
  readonly contents: () => Readonly<Record<string, readonly string[]>>
}

export const createMemoryCaches = (serve: (path: string) => Response): MemoryCaches => {
  const stores = new Map<string, Map<string, Response>>()

  /** Requests are known by their whole address. */
  const origin = 'https://weft.example'

  const open = (name: string) => {
    const store = stores.get(name) ?? new Map<string, Response>()
    stores.set(name, store)
    return {
      match: async (path: string) => store.get(path)?.clone(),
      add: async (path: string) => {
        const answer = serve(path)
        // As the specification has it: what is not a success is not stored, and rejects.
        if (!answer.ok) throw new TypeError('Request failed')
        store.set(path, answer)
      },
      delete: async (url: string) => store.delete(new URL(url, origin).pathname),
      keys: async () => [...store.keys()].map(path => ({ url: `${origin}${path}` })),
    }
  }

  const caches = { keys: async () => [...stores.keys()], open: async (name: string) => open(name) }
  return {
    caches: caches as unknown as CacheStorage,
    contents: () => Object.fromEntries([...stores].map(([name, store]) => [name, [...store.keys()]])),
  }
}
