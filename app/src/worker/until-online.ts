/** Resolves when the browser says that there is a network, or when `signal` aborts. */
export const untilOnline = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (navigator.onLine || signal.aborted) return resolve()
    const done = (): void => {
      globalThis.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    globalThis.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
