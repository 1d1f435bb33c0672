/** The provider worker's end of a port: takes calls, makes them, sends back what comes. Holds nothing between calls. */

import type { Env } from '@weft/shared/env.ts'
import { createPartBatch } from './batch-parts.ts'
import { createConcessions } from './concessions.ts'
import { testConnection } from './connection-test.ts'
import { discoverLocal } from './discover-local.ts'
import { holdLifeline, type Locks } from './lifeline.ts'
import type { ModelDeps } from './model-deps.ts'
import { listModels } from './model-list.ts'
import type { ProviderAccess } from './provider-access.ts'
import {
  callNumberOf,
  type FromProviderWorker,
  parseToProviderWorker,
  type ToProviderWorker,
} from './provider-messages.ts'
import { createLanguageModel } from './registry.ts'
import type { Surroundings } from './surroundings.ts'

export interface ProviderHostDeps {
  readonly env: Env
  readonly surroundings: Surroundings
  /** Absent outside of a secure context. */
  readonly locks: Locks | undefined
  /** A defect of ours: the call has ended, and the console is to know. */
  readonly report: (cause: unknown) => void
}

type Call = Exclude<ToProviderWorker, { readonly type: 'abort' | 'ping' }>

/** Serves a port until it is closed. */
export const createProviderHost = ({ env, surroundings, locks, report }: ProviderHostDeps) => {
  const concessions = createConcessions()

  const serve = (port: MessagePort): void => {
    const controllers = new Map<number, AbortController>()
    const closed = new AbortController()

    const send = (message: FromProviderWorker): void => port.postMessage(message)

    const depsFor = (access: ProviderAccess): ModelDeps => ({
      access,
      clock: env.clock,
      random: env.random,
      surroundings,
      concessions,
    })

    const stream = async (message: Extract<Call, { type: 'stream' }>, signal: AbortSignal): Promise<void> => {
      const { call } = message
      const batch = createPartBatch(env.clock, parts => send({ type: 'parts', call, parts }))
      try {
        const model = createLanguageModel(depsFor(message.access))
        for await (const part of model.stream(message.request, signal)) batch.add(part)
      } finally {
        batch.close()
      }
      send({ type: 'end', call })
    }

    const run = async (message: Call, signal: AbortSignal): Promise<void> => {
      const { call } = message
      switch (message.type) {
        case 'stream':
          return stream(message, signal)
        case 'list-models':
          return send({ type: 'models', call, result: await listModels(depsFor(message.access), signal) })
        case 'test-connection': {
          const result = await testConnection(depsFor(message.access), signal, message.modelId)
          return send({ type: 'tested', call, result })
        }
        case 'discover': {
          const servers = await discoverLocal({ ...env, surroundings, mayAsk: message.mayAsk })
          return send({ type: 'discovered', call, servers })
        }
      }
    }

    const start = async (message: Call): Promise<void> => {
      const controller = new AbortController()
      controllers.set(message.call, controller)
      try {
        await run(message, controller.signal)
      } catch (cause) {
        send({ type: 'failed', call: message.call })
        if (!controller.signal.aborted) report(cause)
      } finally {
        controllers.delete(message.call)
      }
    }

    const receive = (data: unknown): void => {
      const message = parseToProviderWorker(data)
      if (!message) {
        const call = callNumberOf(data)
        if (call !== undefined) send({ type: 'refused', call })
      } else if (message.type === 'ping') send({ type: 'pong' })
      else if (message.type === 'abort') controllers.get(message.call)?.abort()
      else void start(message)
    }

    port.addEventListener('message', event => receive(event.data))
    // The engine of that tab is gone: nobody waits for its answers any more.
    port.addEventListener('close', () => {
      closed.abort()
      for (const controller of controllers.values()) controller.abort()
    })
    port.start()
    if (locks)
      void holdLifeline(locks, env.random, closed.signal).then(lifeline => send({ type: 'hello', lifeline }))
  }

  return { serve }
}
