/**
 * The asking end of a port to a worker that answers calls: the provider worker, the worker of a model on this device.
 * A call is a promise or a stream; a worker that dies, hangs or is replaced ends what is open with an error, so nobody
 * waits for ever.
 */

import { type Clock, systemRandom } from '@weft/shared/env.ts'
import type { StreamPart } from './language-model.ts'
import { holdLifeline, lifelineCut } from './lifeline.ts'
import { createPartQueue } from './part-queue.ts'
import type { ProviderError } from './provider-error.ts'

/** What every worker that takes calls may be sent besides its calls; `call` tells those of one port apart: 1, 2, 3… */
export type CallControl =
  | { readonly type: 'abort'; readonly call: number }
  /** Are you there? */
  | { readonly type: 'ping' }
  /** Said once, at the beginning: the name of the lock that this end holds while it lives. */
  | { readonly type: 'hello'; readonly lifeline: string }

/** What every such worker says besides its answers. */
export type CallReport =
  | { readonly type: 'hello'; readonly lifeline: string }
  | { readonly type: 'pong' }
  | { readonly type: 'parts'; readonly call: number; readonly parts: readonly StreamPart[] }
  /** The stream is over, with or without a closing part. */
  | { readonly type: 'end'; readonly call: number }
  /** The call was not made: it is none that this worker makes. */
  | { readonly type: 'refused'; readonly call: number }
  /** Our own code failed. */
  | { readonly type: 'failed'; readonly call: number }

/** Whatever else it says is an answer, or the way to one. */
export interface CallAnswer<Message> {
  readonly type: 'answer'
  readonly call: number
  readonly message: Message
}

export interface CallPortDeps<Message> {
  readonly port: MessagePort
  /** @throws when the worker says something that it never says: the two are of different builds. */
  readonly parse: (data: unknown) => CallReport | CallAnswer<Message>
  readonly clock: Clock
  /**
   * Milliseconds without a sign of life that are borne of a worker that has said hello; as many as of any other unless
   * given. Before its hello nothing else would tell that it is dead.
   */
  readonly patience?: number
  /** There will be no more answers. */
  readonly onLost?: () => void
}

export interface CallPort<Call, Message> {
  /** One message there; `toAnswer` says of each that comes back what it answers, or undefined when it only leads there. */
  readonly ask: <Answer>(
    toCall: (call: number) => Call,
    toAnswer: (message: Message) => Answer | undefined,
    ifLost: (error: ProviderError) => Answer,
    signal?: AbortSignal,
  ) => Promise<Answer>
  /** Ends quietly when `signal` aborts, with an error part when the worker is lost. What it says besides goes to `onMessage`. */
  readonly stream: (
    toCall: (call: number) => Call,
    signal: AbortSignal,
    onMessage?: (message: Message) => void,
  ) => AsyncGenerator<StreamPart>
  /** Ends what is open with an error, and the port. */
  readonly close: () => void
}

/**
 * How often an open call asks the worker for a sign of life, and how long it bears none, in milliseconds. For a
 * worker that hangs; one that has died is known by its lock at once.
 */
const pingEvery = 10_000
const deadAfter = 30_000

type Said<Message> = Extract<CallReport, { readonly type: 'parts' | 'end' }> | CallAnswer<Message>

/** What a call does with what is said; `lost` when there will be nothing. */
interface Listener<Message> {
  /** True when that was the last of it. */
  readonly receive: (said: Said<Message>) => boolean
  readonly lost: (error: ProviderError) => void
}

const workerLost: ProviderError = { type: 'stream-cut' }
const workerRefused: ProviderError = { type: 'request-refused' }

export const createCallPort = <Call, Message>({
  port,
  parse,
  clock,
  patience = deadAfter,
  onLost,
}: CallPortDeps<Message>): CallPort<Call, Message> => {
  const listeners = new Map<number, Listener<Message>>()
  let lastCall = 0
  let heardAt = clock.now()
  let silenceBorne = deadAfter
  let cancelPing: (() => void) | undefined
  const lost = new AbortController()
  // Absent outside of a secure context.
  const locks: LockManager | undefined = navigator.locks

  const send = (message: Call | CallControl): void => port.postMessage(message)

  const close = (): void => {
    if (lost.signal.aborted) return
    lost.abort()
    cancelPing?.()
    for (const [call, listener] of listeners) {
      listeners.delete(call)
      listener.lost(workerLost)
      // The other end hears nothing of a port that was closed, and may not know this one's lifeline yet.
      send({ type: 'abort', call })
    }
    port.close()
    onLost?.()
  }

  const watch = (): void => {
    cancelPing?.()
    cancelPing = undefined
    if (listeners.size === 0) return
    cancelPing = clock.after(pingEvery, () => {
      if (clock.now() - heardAt > silenceBorne) return close()
      send({ type: 'ping' })
      watch()
    })
  }

  const begin = (listener: Listener<Message>): number | undefined => {
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

  const abort = (call: number | undefined): void => {
    if (call === undefined || !listeners.has(call)) return
    end(call)
    send({ type: 'abort', call })
  }

  const receive = (data: unknown): void => {
    heardAt = clock.now()
    const said = parse(data)
    switch (said.type) {
      case 'pong':
        return
      case 'hello':
        silenceBorne = patience
        if (locks) void lifelineCut(locks, said.lifeline, lost.signal).then(close)
        return
      case 'refused':
      case 'failed': {
        const listener = listeners.get(said.call)
        end(said.call)
        return listener?.lost(said.type === 'refused' ? workerRefused : workerLost)
      }
      case 'parts':
      case 'end':
      case 'answer':
        if (listeners.get(said.call)?.receive(said)) end(said.call)
    }
  }

  const ask: CallPort<Call, Message>['ask'] = (toCall, toAnswer, ifLost, signal) =>
    new Promise(resolve => {
      // What nobody wants any more is not begun.
      if (signal?.aborted) return resolve(ifLost(workerLost))
      const call = begin({
        receive: said => {
          const answer = said.type === 'answer' ? toAnswer(said.message) : undefined
          if (answer !== undefined) resolve(answer)
          return answer !== undefined
        },
        lost: error => resolve(ifLost(error)),
      })
      if (call === undefined) return
      // The worker answers what it was told to stop, too: with how far it came.
      signal?.addEventListener('abort', () => send({ type: 'abort', call }), { once: true })
      send(toCall(call))
    })

  async function* stream(
    toCall: (call: number) => Call,
    signal: AbortSignal,
    onMessage?: (message: Message) => void,
  ): AsyncGenerator<StreamPart> {
    if (signal.aborted) return
    const queue = createPartQueue()
    const call = begin({
      receive: said => {
        if (said.type === 'parts') queue.push(said.parts)
        else if (said.type === 'answer') onMessage?.(said.message)
        else queue.end()
        return said.type === 'end'
      },
      lost: error => {
        queue.push([{ type: 'error', error }])
        queue.end()
      },
    })
    const stop = (): void => {
      queue.drop()
      abort(call)
    }
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (call !== undefined) send(toCall(call))
      yield* queue.parts()
    } finally {
      signal.removeEventListener('abort', stop)
      stop()
    }
  }

  port.addEventListener('message', event => receive(event.data))
  port.addEventListener('messageerror', close)
  // Said by Node, and by browsers to come.
  port.addEventListener('close', close)
  port.start()
  if (locks)
    void holdLifeline(locks, systemRandom, lost.signal).then(lifeline => send({ type: 'hello', lifeline }))

  return { ask, stream, close }
}
