/**
 * The engine's end of the port to the provider worker. A call is a promise or a stream; a worker that dies, hangs
 * or is replaced ends what is open with an error, so nobody waits for ever.
 */

import { type Clock, type Random, systemClock, systemRandom } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { ModelInfo } from '@weft/shared/schema/provider.ts'
import type { ConnectionReport } from './connection-test.ts'
import type { LocalServer } from './discover-local.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import type { ModelRequest, StreamPart } from './language-model.ts'
import { holdLifeline, lifelineCut, type Locks } from './lifeline.ts'
import { createPartQueue } from './part-queue.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import {
  type FromProviderWorker,
  parseFromProviderWorker,
  type ToProviderWorker,
} from './provider-messages.ts'

export interface ProviderClient {
  /** Ends quietly when `signal` aborts, with an error part when the worker is lost. */
  readonly stream: (
    access: ProviderAccess,
    request: ModelRequest,
    signal: AbortSignal,
  ) => AsyncIterable<StreamPart>
  readonly listModels: (access: ProviderAccess) => Promise<Result<readonly ModelInfo[], ProviderError>>
  /** With `modelId` that model is asked for a word, which costs a few tokens. */
  readonly testConnection: (
    access: ProviderAccess,
    modelId?: string,
  ) => Promise<Result<ConnectionReport, ProviderError>>
  /** `mayAsk` when the person asked to look: the browser may then ask for a permission. */
  readonly discoverLocal: (mayAsk?: boolean) => Promise<readonly LocalServer[]>
  /** What an `EmbeddingModel` does, with a provider's model. */
  readonly embed: (
    access: ProviderAccess,
    modelId: string,
    ...asked: Parameters<EmbeddingModel['embed']>
  ) => ReturnType<EmbeddingModel['embed']>
}

/**
 * How often an open call asks the worker for a sign of life, and how long it bears none, in milliseconds. For a
 * worker that hangs; one that has died is known by its lock at once.
 */
const pingEvery = 10_000
const deadAfter = 30_000

/** What a call does with its messages; `lost` when there will be none. */
interface Listener {
  readonly receive: (message: Exclude<FromProviderWorker, { readonly type: 'pong' | 'hello' }>) => void
  readonly lost: (error: ProviderError) => void
}

const workerLost: ProviderError = { type: 'stream-cut' }
const workerRefused: ProviderError = { type: 'request-refused' }

export const createProviderClient = (
  port: MessagePort,
  clock: Clock = systemClock,
  locks: Locks | undefined = navigator.locks,
  random: Random = systemRandom,
): ProviderClient => {
  const listeners = new Map<number, Listener>()
  let lastCall = 0
  let heardAt = clock.now()
  let cancelPing: (() => void) | undefined
  const lost = new AbortController()

  const send = (message: ToProviderWorker): void => port.postMessage(message)

  const lose = (): void => {
    lost.abort()
    cancelPing?.()
    for (const [call, listener] of listeners) {
      listeners.delete(call)
      listener.lost(workerLost)
    }
    port.close()
  }

  const watch = (): void => {
    cancelPing?.()
    cancelPing = undefined
    if (listeners.size === 0) return
    cancelPing = clock.after(pingEvery, () => {
      if (clock.now() - heardAt > deadAfter) return lose()
      send({ type: 'ping' })
      watch()
    })
  }

  const begin = (listener: Listener): number | undefined => {
    if (lost.signal.aborted) {
      listener.lost(workerLost)
      return undefined
    }
    if (listeners.size === 0) heardAt = clock.now()
    lastCall += 1
    listeners.set(lastCall, listener)
    if (listeners.size === 1) watch()
    return lastCall
  }

  const end = (call: number): void => {
    listeners.delete(call)
    if (listeners.size === 0) watch()
  }

  const receive = (data: unknown): void => {
    heardAt = clock.now()
    const message = parseFromProviderWorker(data)
    if (message.type === 'pong') return
    if (message.type === 'hello') {
      if (locks) void lifelineCut(locks, message.lifeline, lost.signal).then(lose)
      return
    }
    const listener = listeners.get(message.call)
    if (message.type === 'parts') return listener?.receive(message)
    end(message.call)
    if (message.type === 'refused') listener?.lost(workerRefused)
    else if (message.type === 'failed') listener?.lost(workerLost)
    else listener?.receive(message)
  }

  /** One message there, one back; none is waited for when `signal` aborts. */
  const ask = <Type extends FromProviderWorker['type'], Answer>(
    toMessage: (call: number) => ToProviderWorker,
    type: Type,
    toAnswer: (message: Extract<FromProviderWorker, { readonly type: Type }>) => Answer,
    ifLost: (error: ProviderError) => Answer,
    signal?: AbortSignal,
  ): Promise<Answer> =>
    new Promise(resolve => {
      const settle = (answer: Answer): void => {
        signal?.removeEventListener('abort', stop)
        resolve(answer)
      }
      const stop = (): void => {
        if (call !== undefined && listeners.has(call)) {
          end(call)
          send({ type: 'abort', call })
        }
        settle(ifLost(workerLost))
      }
      const call = begin({
        receive: message => {
          if (isOfType(message, type)) settle(toAnswer(message))
        },
        lost: error => settle(ifLost(error)),
      })
      if (call === undefined) return
      send(toMessage(call))
      if (signal?.aborted) stop()
      else signal?.addEventListener('abort', stop, { once: true })
    })

  async function* stream(
    access: ProviderAccess,
    request: ModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<StreamPart> {
    if (signal.aborted) return
    const queue = createPartQueue()
    const call = begin({
      receive: message => (message.type === 'parts' ? queue.push(message.parts) : queue.end()),
      lost: error => {
        queue.push([{ type: 'error', error }])
        queue.end()
      },
    })
    const stop = (): void => {
      queue.drop()
      if (call === undefined || !listeners.has(call)) return
      end(call)
      send({ type: 'abort', call })
    }
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (call !== undefined) send({ type: 'stream', call, access, request })
      yield* queue.parts()
    } finally {
      signal.removeEventListener('abort', stop)
      stop()
    }
  }

  port.addEventListener('message', event => receive(event.data))
  port.addEventListener('messageerror', lose)
  // Said by Node, and by browsers to come.
  port.addEventListener('close', lose)
  port.start()
  if (locks) void holdLifeline(locks, random, lost.signal).then(lifeline => send({ type: 'hello', lifeline }))

  return {
    stream,
    listModels: access =>
      ask(
        call => ({ type: 'list-models', call, access }),
        'models',
        message => message.result,
        err,
      ),
    testConnection: (access, modelId) =>
      ask(
        call => ({ type: 'test-connection', call, access, ...(modelId === undefined ? {} : { modelId }) }),
        'tested',
        message => message.result,
        err,
      ),
    discoverLocal: (mayAsk = false) =>
      ask(
        call => ({ type: 'discover', call, mayAsk }),
        'discovered',
        message => message.servers,
        () => [],
      ),
    embed: (access, modelId, texts, purpose, signal) =>
      ask(
        call => ({ type: 'embed', call, access, modelId, texts, purpose }),
        'embedded',
        message => message.result,
        err,
        signal,
      ),
  }
}

const isOfType = <Type extends FromProviderWorker['type']>(
  message: FromProviderWorker,
  type: Type,
): message is Extract<FromProviderWorker, { readonly type: Type }> => message.type === type
