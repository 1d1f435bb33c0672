/**
 * POST /sync by fetch. The answer is always a stream. The request is one where the browser can send one: it must know
 * how, and the connection must be HTTP/2; the first failure decides for pages that are held in memory.
 */

import { bulkContentType } from '@weft/shared/protocol/bulk.ts'
import { ProblemDetails } from '@weft/shared/protocol/http.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import { err, ok, tryAsync } from '@weft/shared/result.ts'
import type { BulkExchange, BulkRefusal } from './bulk-exchange.ts'

export interface FetchExchangeDeps {
  readonly fetch: (url: string, options: RequestInit & { readonly duplex?: 'half' }) => Promise<Response>
  readonly url: string
  /** May a request's body be a stream here? */
  readonly streams: boolean
}

/** What is held in memory for one request where it cannot be a stream. */
const pageBytes = 4 * 1024 * 1024

/** Above this a new request costs nothing worth mentioning, and a broken one less. */
const streamBytes = 64 * 1024 * 1024

const refusalByStatus: Readonly<Record<number, BulkRefusal['type']>> = {
  401: 'signed-out',
  403: 'workspace-forbidden',
  404: 'workspace-forbidden',
  415: 'server-too-old',
  426: 'client-too-old',
  429: 'server-busy',
  503: 'server-busy',
}

/** The one refusal whose status means something else too. */
const tooNew = 'client-too-new'

const toRefusal = async (response: Response): Promise<BulkRefusal['type']> => {
  const problem = await tryAsync(
    async () => ProblemDetails.parse(await response.json()),
    () => null,
  )
  if (problem.ok && problem.value.code === tooNew) return 'server-too-old'
  return refusalByStatus[response.status] ?? 'server-failed'
}

/** Pulled, so that nothing is read before the network takes it. */
const toStream = (
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async controller => {
      const piece = await iterator.next()
      if (piece.done) controller.close()
      else controller.enqueue(piece.value)
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
}

const toBytes = async (pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return concatBytes(...all)
}

async function* readBody(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void, void> {
  const reader = body?.getReader()
  if (!reader) return
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel()
  }
}

export const createFetchExchange = (deps: FetchExchangeDeps): BulkExchange => {
  let streams = deps.streams

  return {
    maxRequestBytes: () => (streams ? streamBytes : pageBytes),
    post: async (request, signal) => {
      const headers = { 'content-type': bulkContentType(wireVersion) }
      const asStream = streams
      try {
        const response = await deps.fetch(deps.url, {
          method: 'POST',
          headers,
          signal,
          credentials: 'same-origin',
          ...(asStream
            ? { body: toStream(request), duplex: 'half' as const }
            : { body: await toBytes(request) }),
        })
        if (response.ok) return ok(readBody(response.body))
        return err({ type: await toRefusal(response) })
      } catch {
        // Also what a browser says of a stream over HTTP/1.1; the next try is with pages.
        if (asStream) streams = false
        return err({ type: 'server-unreachable' })
      }
    },
  }
}

/** Does this browser take a stream as a request's body? Those that do not, make a text of it. */
export const canStreamRequests = (RequestClass: typeof Request): boolean => {
  let asked = false
  const options = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex() {
      asked = true
      return 'half' as const
    },
  }
  try {
    const request = new RequestClass('https://localhost/', options)
    return asked && !request.headers.has('content-type')
  } catch {
    return false
  }
}
