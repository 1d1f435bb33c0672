/** Locks as a browser's, for several tabs of a test: one holder a name, the others wait in order. */

export type WithLock = <T>(name: string, action: () => Promise<T>) => Promise<T>

export const createMemoryLocks = (): WithLock => {
  const lines = new Map<string, Promise<unknown>>()
  return (name, action) => {
    const before = lines.get(name) ?? Promise.resolve()
    const run = before.then(action)
    lines.set(
      name,
      run.catch(() => undefined),
    )
    return run
  }
}
