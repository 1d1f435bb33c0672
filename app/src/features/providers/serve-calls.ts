/** The answering end of a port for calls: takes them, makes them, says how they ended, and stops them when nobody waits any more. */

import type { Clock } from '@weft/shared/env.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { createPartBatch } from './batch-parts.ts'
import { callNumberOf } from './call-number.ts'
import type { CallControl, CallReport } from './call-port.ts'
import type { StreamPart } from './language-model.ts'
import { holdLifeline, lifelineCut, type Locks } from './lifeline.ts'

export interface CallTools<Message> {
  readonly send: (message: Message) => void
  /** Sends what a model says, in batches, and then that it has ended. */
  readonly sendParts: (call: number, parts: AsyncIterable<StreamPart>) => Promise<void>
  readonly signal: AbortSignal
}

export interface ServeCallsDeps<Call, Message> {
  readonly clock: Clock
  /** Absent outside of a secure context. */
  readonly locks: Locks | undefined
  readonly parse: (data: unknown) => Call | CallControl | undefined
  readonly answer: (call: Call, tools: CallTools<Message>) => Promise<void>
  /** A defect of ours: the call has ended, and the console is to know. */
  readonly report: (cause: unknown) => void
  /** A call has begun (1) or ended (-1). */
  readonly count?: (change: 1 | -1) => void
}

/** Until whoever is at the other end is gone. */
export const serveCalls = <Call extends { readonly type: string; readonly call: number }, Message>(
  port: MessagePort,
  deps: ServeCallsDeps<Call, Message>,
): void => {
  const { locks } = deps
  const controllers = new Map<number, AbortController>()
  const closed = new AbortController()

  const send = (message: Message | CallReport): void => port.postMessage(message)

  const sendParts: CallTools<Message>['sendParts'] = async (call, stream) => {
    const batch = createPartBatch(deps.clock, parts => send({ type: 'parts', call, parts }))
    try {
      for await (const part of stream) batch.add(part)
    } finally {
      batch.close()
    }
    send({ type: 'end', call })
  }

  const start = async (call: Call): Promise<void> => {
    const controller = new AbortController()
    controllers.set(call.call, controller)
    deps.count?.(1)
    try {
      await deps.answer(call, { send, sendParts, signal: controller.signal })
    } catch (cause) {
      send({ type: 'failed', call: call.call })
      if (!controller.signal.aborted) deps.report(cause)
    } finally {
      controllers.delete(call.call)
      deps.count?.(-1)
    }
  }

  // Nobody waits for these answers any more, and they cost money.
  const stop = (): void => {
    closed.abort()
    for (const controller of controllers.values()) controller.abort()
  }

  const isControl = (message: Call | CallControl): message is CallControl =>
    message.type === 'ping' || message.type === 'hello' || message.type === 'abort'

  const control = (message: CallControl): void => {
    switch (message.type) {
      case 'ping':
        return send({ type: 'pong' })
      case 'hello':
        if (locks) void lifelineCut(locks, message.lifeline, closed.signal).then(stop)
        return
      case 'abort':
        return controllers.get(message.call)?.abort()
    }
  }

  const receive = (data: unknown): void => {
    const message = deps.parse(data)
    if (!message) {
      const call = callNumberOf(data)
      if (call !== undefined) send({ type: 'refused', call })
    } else if (isControl(message)) control(message)
    else void start(message)
  }

  port.addEventListener('message', event => receive(event.data))
  // Said by Node, and by browsers to come.
  port.addEventListener('close', stop)
  port.start()
  if (locks)
    void holdLifeline(locks, systemRandom, closed.signal).then(lifeline => send({ type: 'hello', lifeline }))
}
