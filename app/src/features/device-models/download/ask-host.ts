/** One question to a host of models: nothing of the person goes along, and a host that falls silent is given up. */

import type { Clock } from '@weft/shared/env.ts'
import { createDeadline } from '../../providers/deadline.ts'
import type { Fetch } from '../../providers/exchange.ts'

export interface HostDeps {
  readonly clock: Clock
  readonly fetch: Fetch
}

/** Milliseconds without an answer, or between two pieces of one, after which nobody waits any more. */
const patience = 60_000

export interface HostAnswer {
  readonly response: Response
  /** The body, which errors when the host falls silent. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
}

/** @throws what `fetch` throws, and when `signal` aborts. */
export const askHost = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  { clock, fetch }: HostDeps,
  signal: AbortSignal,
): Promise<HostAnswer> => {
  const deadline = createDeadline<'silence'>(clock, signal)
  deadline.set(patience, 'silence')
  try {
    const response = await fetch(url, {
      headers: { ...headers },
      credentials: 'omit',
      // Files are kept in caches of our own; a second copy of a gigabyte helps nobody.
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: deadline.signal,
    })
    const watched = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (part, controller) => {
        deadline.set(patience, 'silence')
        controller.enqueue(part)
      },
      flush: deadline.close,
    })
    return { response, body: (response.body ?? new Blob().stream()).pipeThrough(watched) }
  } catch (cause) {
    deadline.close()
    throw cause
  }
}
