/**
 * Keeps the provider worker such that it can reach what is configured and nothing else. The service worker gives
 * that worker a policy made of the configured origins at the moment it is loaded, so another set of origins needs
 * another worker. Calls that run in the one before end there; it is told to close itself after them.
 *
 * Where no service worker answers (first visit, hard reload, development) the server's wider policy stands, and
 * one worker serves for good.
 */

import { toProviderOrigins } from './service-worker/provider-policy.ts'

export interface ProviderWorkerOptions {
  readonly spawn: () => Pick<Worker, 'postMessage'>
  /** Base URLs of the providers and those noted, as the service worker will read them. */
  readonly readUrls: () => Promise<readonly string[]>
  /** Notes addresses for the service worker that are about to be tried and belong to no provider yet. */
  readonly noteUrls: (urls: readonly string[]) => Promise<void>
  /** Whether a service worker answers this page, and so narrows the policy. */
  readonly isNarrowed: () => boolean
}

/** Hands an engine its end of a channel. Never resolves where the engine has broken. */
export type AttachPort = (port: MessagePort) => Promise<void>

export interface ProviderWorker {
  /** For the page's engine, and for each that takes its place: calls of the engine go to the worker from then on. */
  readonly serve: (attach: AttachPort) => void
  /**
   * Resolves when the worker that new calls go to may reach every configured provider and `urls`. Called at the
   * start, when the providers or the service worker have changed, and before a connection is tested.
   */
  readonly reach: (urls?: readonly string[]) => Promise<void>
}

interface Served {
  readonly attach: AttachPort
  /** Resolves when another engine has taken its place. */
  readonly replaced: PromiseWithResolvers<void>
}

interface Current {
  readonly worker: Pick<Worker, 'postMessage'>
  /** `undefined`: everything, by the server's policy. */
  readonly origins: string | undefined
}

export const createProviderWorker = (options: ProviderWorkerOptions): ProviderWorker => {
  const { spawn, readUrls, noteUrls, isNarrowed } = options
  let served: Served | undefined
  let current: Current | undefined
  let queue: Promise<void> = Promise.resolve()

  const originsNow = async (): Promise<string> => toProviderOrigins(await readUrls()).join(' ')

  const connect = async (worker: Current['worker']): Promise<void> => {
    if (served === undefined) return
    const { attach, replaced } = served
    const { port1, port2 } = new MessageChannel()
    worker.postMessage({ type: 'connect' }, [port2])
    await Promise.race([attach(port1), replaced.promise])
  }

  const replace = async (origins: string | undefined): Promise<void> => {
    const before = current
    const worker = spawn()
    current = { worker, origins }
    await connect(worker)
    before?.worker.postMessage({ type: 'retire' })
  }

  const settle = async (urls: readonly string[]): Promise<void> => {
    if (!isNarrowed()) {
      if (current === undefined) await replace(undefined)
      return
    }
    const known = new Set((await originsNow()).split(' '))
    if (toProviderOrigins(urls).some(origin => !known.has(origin))) await noteUrls(urls)
    const origins = await originsNow()
    if (current?.origins !== origins) await replace(origins)
  }

  return {
    serve: attach => {
      served?.replaced.resolve()
      served = { attach, replaced: Promise.withResolvers() }
      if (current !== undefined) void connect(current.worker)
    },
    reach: (urls = []) => {
      // One at a time: two changes at once must not leave the older set in use.
      const settled = queue.then(() => settle(urls))
      queue = settled.catch(() => undefined)
      return settled
    },
  }
}
