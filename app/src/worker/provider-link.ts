/**
 * The engine's end of the provider worker. A page spawns that worker and hands its port over; until one is
 * there, calls wait for it, and when a page spawns a new one, calls begun on the old one run to their end.
 */

import { err } from '@weft/shared/result.ts'
import type { StreamPart } from '../features/providers/language-model.ts'
import type { ProviderClient } from '../features/providers/provider-client.ts'
import type { ProviderError } from '../features/providers/provider-error.ts'

export interface ProviderLink extends ProviderClient {
  readonly attach: (client: ProviderClient) => void
}

/** Milliseconds without any provider worker after which a call gives up and says so. */
const attachWithin = 10_000

const notThere: ProviderError = {
  type: 'stream-cut',
  detail: 'The worker that makes the calls did not start.',
}

export const createProviderLink = (
  after: (milliseconds: number, callback: () => void) => () => void,
): ProviderLink => {
  let client: ProviderClient | null = null
  const waiting = new Set<(client: ProviderClient | null) => void>()

  const current = (): Promise<ProviderClient | null> =>
    new Promise(resolve => {
      if (client) return resolve(client)
      const take = (attached: ProviderClient | null): void => {
        cancel()
        waiting.delete(take)
        resolve(attached)
      }
      const cancel = after(attachWithin, () => take(null))
      waiting.add(take)
    })

  async function* stream(...call: Parameters<ProviderClient['stream']>): AsyncIterable<StreamPart> {
    const attached = await current()
    if (attached) yield* attached.stream(...call)
    else yield { type: 'error', error: notThere }
  }

  return {
    attach: attached => {
      client = attached
      for (const take of waiting) take(attached)
    },
    stream,
    listModels: async (...call) => (await current())?.listModels(...call) ?? err(notThere),
    testConnection: async (...call) => (await current())?.testConnection(...call) ?? err(notThere),
    discoverLocal: async (...call) =>
      (await current())?.discoverLocal(...call) ?? { servers: [], isDenied: false },
    listOllama: async (...call) => (await current())?.listOllama(...call) ?? err(notThere),
    changeOllama: async (...call) => (await current())?.changeOllama(...call) ?? err(notThere),
    embed: async (...call) => (await current())?.embed(...call) ?? err(notThere),
  }
}
