/** The page's part: starts the provider worker and makes the port that the engine will use. */

export interface SpawnedProviderWorker {
  /** For the engine (`attachProviderWorker`). The page keeps no end of it and so never sees a key. */
  readonly port: MessagePort
  /**
   * Ends the worker. Its content security policy is that of its start, so a page that has added a provider starts
   * another and lets this one finish what it has begun.
   */
  readonly terminate: () => void
}

export const spawnProviderWorker = (): SpawnedProviderWorker => {
  const worker = new Worker(new URL('../../worker/provider.worker.ts', import.meta.url), {
    type: 'module',
    name: 'weft-providers',
  })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ type: 'connect' }, [port2])
  return { port: port1, terminate: () => worker.terminate() }
}
