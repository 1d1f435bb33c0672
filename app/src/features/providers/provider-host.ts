/** The provider worker's end of a port: takes calls, makes them, sends back what comes. Holds nothing between calls. */

import type { Env } from '@weft/shared/env.ts'
import { createPartBatch } from './batch-parts.ts'
import { createConcessions } from './concessions.ts'
import { testConnection } from './connection-test.ts'
import { discoverLocal } from './discover-local.ts'
import { holdLifeline, lifelineCut, type Locks } from './lifeline.ts'
import type { ModelDeps } from './model-deps.ts'
import { listModels } from './model-list.ts'
import { createProviderEmbeddingModel } from './provider-embeddings.ts'
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
  /** Ends the worker. */
  readonly close: () => void
}

export interface ProviderHost {
  /** Until the engine at the other end is gone. */
  readonly serve: (port: MessagePort) => void
  /** Another worker has taken over: ends this one once its last call has ended. */
  readonly retire: () => void
}

type Call = Exclude<ToProviderWorker, { readonly type: 'abort' | 'ping' | 'hello' }>

/** Milliseconds without a call before a retired worker ends: one that was sent here may still be on its way. */
const lingerFor = 5_000

export const createProviderHost = (deps: ProviderHostDeps): ProviderHost => {
  const { env, surroundings, locks, report } = deps
  const concessions = createConcessions()
  let running = 0
  let isRetired = false
  let cancelClose: (() => void) | undefined

  const closeWhenDone = (): void => {
    cancelClose?.()
    cancelClose = isRetired && running === 0 ? env.clock.after(lingerFor, deps.close) : undefined
  }

  const count = (change: 1 | -1): void => {
    running += change
    closeWhenDone()
  }

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
        case 'embed': {
          const model = createProviderEmbeddingModel(depsFor(message.access), message.modelId)
          const result = await model.embed(message.texts, message.purpose, signal)
          return send({ type: 'embedded', call, result })
        }
      }
    }

    const start = async (message: Call): Promise<void> => {
      const controller = new AbortController()
      controllers.set(message.call, controller)
      count(1)
      try {
        await run(message, controller.signal)
      } catch (cause) {
        send({ type: 'failed', call: message.call })
        if (!controller.signal.aborted) report(cause)
      } finally {
        controllers.delete(message.call)
        count(-1)
      }
    }

    // Nobody waits for these answers any more, and they cost money.
    const stop = (): void => {
      closed.abort()
      for (const controller of controllers.values()) controller.abort()
    }

    const receive = (data: unknown): void => {
      const message = parseToProviderWorker(data)
      if (!message) {
        const call = callNumberOf(data)
        if (call !== undefined) send({ type: 'refused', call })
      } else if (message.type === 'ping') send({ type: 'pong' })
      else if (message.type === 'hello') {
        if (locks) void lifelineCut(locks, message.lifeline, closed.signal).then(stop)
      } else if (message.type === 'abort') controllers.get(message.call)?.abort()
      else void start(message)
    }

    port.addEventListener('message', event => receive(event.data))
    // Said by Node, and by browsers to come.
    port.addEventListener('close', stop)
    port.start()
    if (locks)
      void holdLifeline(locks, env.random, closed.signal).then(lifeline => send({ type: 'hello', lifeline }))
  }

  const retire = (): void => {
    isRetired = true
    closeWhenDone()
  }

  return { serve, retire }
}
