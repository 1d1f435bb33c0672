/** The provider worker's end of a port: takes calls, makes them, sends back what comes. Holds nothing between calls. */

import type { Env } from '@weft/shared/env.ts'
import type { Result } from '@weft/shared/result.ts'
import { createConcessions } from './concessions.ts'
import { testConnection } from './connection-test.ts'
import { discoverLocal } from './discover-local.ts'
import type { Locks } from './lifeline.ts'
import type { ModelDeps } from './model-deps.ts'
import { listModels } from './model-list.ts'
import { listOllamaModels, removeOllamaModel, unloadOllamaModel } from './ollama-api.ts'
import type { OllamaChange } from './ollama-messages.ts'
import { pullOllamaModel } from './ollama-pull.ts'
import type { ProviderAccess } from './provider-access.ts'
import { createProviderEmbeddingModel } from './provider-embeddings.ts'
import type { ProviderError } from './provider-error.ts'
import { parseToProviderWorker, type ProviderAnswer, type ProviderCall } from './provider-messages.ts'
import { createLanguageModel } from './registry.ts'
import { type CallTools, serveCalls } from './serve-calls.ts'
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

  const depsFor = (access: ProviderAccess): ModelDeps => ({
    access,
    clock: env.clock,
    random: env.random,
    surroundings,
    concessions,
  })

  const changeOllama = (
    { type, model }: OllamaChange,
    callDeps: ModelDeps,
    onProgress: Parameters<typeof pullOllamaModel>[2],
    signal: AbortSignal,
  ): Promise<Result<unknown, ProviderError>> => {
    switch (type) {
      case 'pull':
        return pullOllamaModel(callDeps, model, onProgress, signal)
      case 'remove':
        return removeOllamaModel(callDeps, model, signal)
      case 'unload':
        return unloadOllamaModel(callDeps, model, signal)
    }
  }

  const answer = async (
    message: ProviderCall,
    { send, sendParts, signal }: CallTools<ProviderAnswer>,
  ): Promise<void> => {
    const { call } = message
    switch (message.type) {
      case 'stream':
        return sendParts(call, createLanguageModel(depsFor(message.access)).stream(message.request, signal))
      case 'list-models':
        return send({ type: 'models', call, result: await listModels(depsFor(message.access), signal) })
      case 'test-connection': {
        const result = await testConnection(depsFor(message.access), signal, message.modelId)
        return send({ type: 'tested', call, result })
      }
      case 'discover': {
        const discovery = await discoverLocal({ ...env, surroundings, mayAsk: message.mayAsk })
        return send({ type: 'discovered', call, discovery })
      }
      case 'embed': {
        const model = createProviderEmbeddingModel(depsFor(message.access), message.modelId)
        return send({
          type: 'embedded',
          call,
          result: await model.embed(message.texts, message.purpose, signal),
        })
      }
      case 'ollama': {
        const { request } = message
        const callDeps = depsFor(message.access)
        if (request.type === 'list')
          return send({ type: 'ollama-models', call, result: await listOllamaModels(callDeps, signal) })
        const changed = await changeOllama(
          request,
          callDeps,
          progress => send({ type: 'ollama-progress', call, progress }),
          signal,
        )
        return send({ type: 'ollama-changed', call, ...(changed.ok ? {} : { problem: changed.error }) })
      }
    }
  }

  return {
    serve: port =>
      serveCalls(port, {
        clock: env.clock,
        locks,
        parse: parseToProviderWorker,
        answer,
        report,
        count: change => {
          running += change
          closeWhenDone()
        },
      }),
    retire: () => {
      isRetired = true
      closeWhenDone()
    },
  }
}
