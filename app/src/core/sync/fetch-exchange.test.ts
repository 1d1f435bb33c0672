import { bulkContentType } from '@weft/shared/protocol/bulk.ts'
import { problemContentType } from '@weft/shared/protocol/http.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { describe, expect, it } from 'vitest'
import { canStreamRequests, createFetchExchange } from './fetch-exchange.ts'

type Answer = (body: BodyInit | null | undefined, options: RequestInit) => Promise<Response>

async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield Uint8Array.of(1, 2)
  yield Uint8Array.of(3)
}

const never = new AbortController().signal

const setUp = (answer: Answer, streams = false) => {
  const bodies: (BodyInit | null | undefined)[] = []
  const exchange = createFetchExchange({
    url: '/sync',
    streams,
    fetch: (_url, options) => {
      bodies.push(options.body)
      return answer(options.body, options)
    },
  })
  return { exchange, bodies }
}

const read = async (stream: AsyncIterable<Uint8Array>): Promise<number[]> => {
  const bytes: number[] = []
  for await (const piece of stream) bytes.push(...piece)
  return bytes
}

const problem = (status: number, code: string): Response =>
  new Response(JSON.stringify({ title: 'x', status, code }), {
    status,
    headers: { 'content-type': problemContentType },
  })

describe('POST /sync by fetch', () => {
  it('B7: sends one page with its version, and reads the answer as it comes', async () => {
    const types: unknown[] = []
    const { exchange, bodies } = setUp(async (_body, options) => {
      types.push(new Headers(options.headers).get('content-type'))
      return new Response(new Blob([Uint8Array.of(9, 8)]))
    })
    const answered = await exchange.post(pieces(), never)
    expect(answered.ok && (await read(answered.value))).toEqual([9, 8])
    expect(bodies).toEqual([Uint8Array.of(1, 2, 3)])
    expect(types).toEqual([bulkContentType(wireVersion)])
  })

  it('sends a stream where it can, reading no further than it is asked for', async () => {
    const { exchange } = setUp(async body => new Response(body), true)
    const answered = await exchange.post(pieces(), never)
    expect(answered.ok && (await read(answered.value))).toEqual([1, 2, 3])
  })

  it('goes on with pages when a stream was refused', async () => {
    const { exchange, bodies } = setUp(async body => {
      if (body instanceof ReadableStream) throw new TypeError('HTTP/2 is needed')
      return new Response()
    }, true)
    const large = exchange.maxRequestBytes()
    expect(await exchange.post(pieces(), never)).toEqual({ ok: false, error: { type: 'server-unreachable' } })
    expect((await exchange.post(pieces(), never)).ok).toBe(true)
    expect(bodies.at(-1)).toEqual(Uint8Array.of(1, 2, 3))
    expect(exchange.maxRequestBytes()).toBeLessThan(large)
  })

  it.each([
    [401, 'session-missing', 'signed-out'],
    [404, 'not-found', 'workspace-forbidden'],
    [426, 'client-too-old', 'client-too-old'],
    [503, 'client-too-new', 'server-too-old'],
    [503, 'server-stopping', 'server-busy'],
    [429, 'too-many-syncs', 'server-busy'],
    [500, 'server-failed', 'server-failed'],
  ])('H1: %i %s is %s', async (status, code, type) => {
    const { exchange } = setUp(async () => problem(status, code))
    expect(await exchange.post(pieces(), never)).toEqual({ ok: false, error: { type } })
  })

  it('an answer that is no problem of ours is named by its status', async () => {
    const { exchange } = setUp(async () => new Response('<html>', { status: 502 }))
    expect(await exchange.post(pieces(), never)).toEqual({ ok: false, error: { type: 'server-failed' } })
  })

  it('an answer that is left is not read to its end', async () => {
    let cancelled = false
    const { exchange } = setUp(
      async () =>
        new Response(
          new ReadableStream({
            pull: controller => controller.enqueue(Uint8Array.of(1)),
            cancel: () => {
              cancelled = true
            },
          }),
        ),
    )
    const answered = await exchange.post(pieces(), never)
    if (answered.ok) for await (const _piece of answered.value) break
    expect(cancelled).toBe(true)
  })

  it('knows whether a stream may be a request', () => {
    expect(canStreamRequests(Request)).toBe(true)
    class TextOnly extends Request {
      constructor(url: string) {
        super(url, { method: 'POST', body: '[object ReadableStream]' })
      }
    }
    expect(canStreamRequests(TextOnly as typeof Request)).toBe(false)
  })
})
