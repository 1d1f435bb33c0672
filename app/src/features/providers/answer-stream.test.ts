import { testClock } from '@weft/shared/testing/env.ts'
import { describe, expect, it, vi } from 'vitest'
import { streamAnswer } from './answer-stream.ts'
import type { StreamPart } from './language-model.ts'
import { createOpenAIChatReader } from './openai-chat-reader.ts'
import { createPartWriter, maxAnswerLength } from './part-writer.ts'
import type { Patience } from './patience.ts'
import { presets } from './presets.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { must } from '@weft/shared/assert.ts'

const patience: Patience = { connect: 30_000, firstPart: 60_000, idle: 60_000, progress: 300_000 }
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const token = (content: string): Uint8Array =>
  encode(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
const done = encode('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')

/** A body that a test feeds by hand, and that says when it was let go. */
const handFed = (headers: Record<string, string> = {}) => {
  const cancelled = vi.fn()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: started => {
      controller = started
    },
    cancel: cancelled,
  })
  return {
    response: new Response(body, { headers }),
    feed: (...pieces: readonly Uint8Array[]) => {
      for (const piece of pieces) must(controller, 'controller').enqueue(piece)
    },
    close: () => must(controller, 'controller').close(),
    fail: () => must(controller, 'controller').error(new TypeError('network error')),
    cancelled,
  }
}

const run = (response: Response | 'never') => {
  const clock = testClock()
  const controller = new AbortController()
  const writer = createPartWriter()
  let inner: AbortSignal | undefined
  const stream = streamAnswer(
    {
      clock,
      patience,
      secrets: ['sk-very-secret'],
      writer,
      reader: createOpenAIChatReader({
        writer,
        quirks: must(presets.at(-1), 'preset').chat,
        owner: { by: 'x', model: 'm' },
        random: testRandom(1),
      }),
      open: signal => {
        inner = signal
        return response === 'never' ? new Promise(() => undefined) : Promise.resolve({ ok: true, response })
      },
    },
    controller.signal,
  )
  return { clock, controller, stream, innerSignal: () => must(inner, 'inner signal') }
}

/** Lets everything that is ready to go on do so. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

const rest = async (stream: AsyncGenerator<StreamPart>): Promise<readonly StreamPart[]> => {
  const parts: StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

it('says nothing more once it is stopped, even when the end has come', async () => {
  const body = handFed()
  const { controller, stream } = run(body.response)
  body.feed(token('One'), done)
  const types: string[] = []
  for await (const part of stream) {
    types.push(part.type)
    if (part.type === 'text-end') controller.abort()
  }
  expect(types).toEqual(['text-start', 'text-delta', 'text-end'])
})

describe('silence', () => {
  it('gives up connecting after 30 s, and lets the call go', async () => {
    const { clock, stream, innerSignal } = run('never')
    const parts = rest(stream)
    await settle()
    clock.advance(29_999)
    await settle()
    expect(innerSignal().aborted).toBe(false)
    clock.advance(1)
    expect(await parts).toEqual([{ type: 'error', error: { type: 'connect-timeout' } }])
    expect(innerSignal().aborted).toBe(true)
  })

  it('gives up after 60 s between parts, and keeps what came', async () => {
    const body = handFed()
    const { clock, stream } = run(body.response)
    const parts = rest(stream)
    body.feed(token('One'))
    await settle()
    clock.advance(59_999)
    body.feed(token(' two'))
    await settle()
    clock.advance(60_000)
    expect((await parts).map(part => part.type)).toEqual([
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'error',
    ])
    expect((await parts).at(-1)).toEqual({ type: 'error', error: { type: 'idle-timeout' } })
    expect(body.cancelled).toHaveBeenCalledOnce()
  })

  it('takes keep-alives for life, but not for ever', async () => {
    const body = handFed()
    const { clock, stream } = run(body.response)
    const parts = rest(stream)
    for (let beat = 0; beat < 9; beat++) {
      body.feed(encode(': keep-alive\n\n'))
      await settle()
      clock.advance(30_000)
      await settle()
    }
    let isOver = false
    void parts.then(() => {
      isOver = true
    })
    await settle()
    expect(isOver).toBe(false)
    body.feed(encode(': keep-alive\n\n'))
    await settle()
    clock.advance(30_000)
    expect(await parts).toEqual([{ type: 'error', error: { type: 'idle-timeout' } }])
  })

  it('does not count the time the reader of the parts takes', async () => {
    const body = handFed()
    const { clock, stream } = run(body.response)
    body.feed(token('One'), done)
    await stream.next()
    clock.advance(600_000)
    expect((await rest(stream)).at(-1)).toMatchObject({ type: 'finish' })
  })

  it('finishes when the vendor had said how it ends and leaves the connection open', async () => {
    const body = handFed()
    const { clock, stream } = run(body.response)
    const parts = rest(stream)
    body.feed(token('One'), encode('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'))
    await settle()
    clock.advance(60_000)
    expect((await parts).at(-1)).toMatchObject({ type: 'finish', reason: 'complete' })
  })
})

describe('stopping', () => {
  it('ends quietly, cancels the body and aborts the call', async () => {
    const body = handFed()
    const { controller, stream, innerSignal } = run(body.response)
    body.feed(token('One'))
    await stream.next()
    await stream.next()
    const next = stream.next()
    controller.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(body.cancelled).toHaveBeenCalledOnce()
    expect(innerSignal().aborted).toBe(true)
  })

  it('ends quietly while it still connects', async () => {
    const { controller, stream } = run('never')
    const next = stream.next()
    await settle()
    controller.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('does nothing when it was stopped before it began', async () => {
    const { controller, stream } = run('never')
    controller.abort()
    expect(await rest(stream)).toEqual([])
  })

  it('lets the body go when the parts are no longer read', async () => {
    const body = handFed()
    const { stream, innerSignal } = run(body.response)
    body.feed(token('One'))
    for await (const _part of stream) break
    expect(body.cancelled).toHaveBeenCalledOnce()
    expect(innerSignal().aborted).toBe(true)
  })

  it('leaves no timer and no listener behind', async () => {
    const body = handFed()
    const added = vi.spyOn(AbortSignal.prototype, 'addEventListener')
    const removed = vi.spyOn(AbortSignal.prototype, 'removeEventListener')
    const { stream, controller } = run(body.response)
    const cancels = vi.spyOn(controller.signal, 'removeEventListener')
    body.feed(token('One'), done)
    await rest(stream)
    expect(cancels).toHaveBeenCalledWith('abort', expect.any(Function))
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
    vi.restoreAllMocks()
  })
})

describe('what came instead of an event stream', () => {
  const over = async (text: string, headers: Record<string, string> = {}): Promise<readonly StreamPart[]> => {
    const body = handFed(headers)
    const { stream } = run(body.response)
    if (text !== '') body.feed(encode(text))
    body.close()
    return rest(stream)
  }

  it.each<[string, string, Record<string, string>, object]>([
    [
      'a sign-in page',
      '<!DOCTYPE html><html><head><title>Sign in</title></head><body>…',
      {},
      { type: 'not-an-api', detail: 'Sign in' },
    ],
    [
      'a page that is only labelled so',
      '{"not": really',
      { 'content-type': 'text/html' },
      { type: 'not-an-api' },
    ],
    ['nothing', '', {}, { type: 'answer-empty' }],
    ['blank lines', '\n\n  \n', {}, { type: 'answer-empty' }],
    ['keep-alives', ': hi\n\n: hi\n\n', {}, { type: 'stream-cut' }],
    [
      'other JSON',
      '{"status":"ok","message":"welcome"}',
      {},
      { type: 'stream-malformed', detail: '{"status":"ok","message":"welcome"}' },
    ],
    [
      'an error with 200',
      '{"error":{"message":"model is loading","type":"unavailable_error","code":503}}',
      {},
      { type: 'overloaded', status: 503, detail: 'model is loading' },
    ],
    [
      'a list of errors',
      '[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]',
      {},
      { type: 'request-refused', status: 400, detail: 'bad' },
    ],
    ['plain words', 'Service is being restarted', {}, { type: 'stream-malformed' }],
    ['gzip without a label', '\u001f\ufffd\u0008\u0000', {}, { type: 'stream-malformed' }],
  ])('%s', async (_, text, headers, error) => {
    expect(await over(text, headers)).toEqual([{ type: 'error', error }])
  })

  it('a body that says it is packed and cannot be unpacked', async () => {
    const body = handFed({ 'content-encoding': 'gzip' })
    const { stream } = run(body.response)
    body.fail()
    expect(await rest(stream)).toEqual([{ type: 'error', error: { type: 'stream-malformed' } }])
  })

  it('a connection that breaks before the first byte', async () => {
    const body = handFed()
    const { stream } = run(body.response)
    body.fail()
    expect(await rest(stream)).toEqual([{ type: 'error', error: { type: 'stream-cut' } }])
  })
})

describe('sizes', () => {
  it('refuses a line beyond 1 MiB, with and without an end', async () => {
    for (const text of [`data: ${'x'.repeat(1_100_000)}\n\n`, `data: ${'x'.repeat(1_100_000)}`]) {
      const body = handFed()
      const { stream } = run(body.response)
      body.feed(token('kept'), encode(text))
      const parts = await rest(stream)
      expect(parts[1]).toMatchObject({ delta: 'kept' })
      expect(parts.at(-1)).toEqual({ type: 'error', error: { type: 'stream-too-large' } })
      expect(body.cancelled).toHaveBeenCalledOnce()
    }
  })

  it('stops an answer beyond 8 MiB', async () => {
    const body = handFed()
    const { stream } = run(body.response)
    const big = 'y'.repeat(1_000_000)
    for (let piece = 0; piece < 12; piece++) body.feed(token(big))
    const parts = await rest(stream)
    const length = parts.reduce((sum, part) => sum + ('delta' in part ? part.delta.length : 0), 0)
    expect(length).toBeGreaterThan(maxAnswerLength)
    expect(length).toBeLessThanOrEqual(maxAnswerLength + 1_000_000)
    expect(parts.at(-1)).toEqual({ type: 'error', error: { type: 'stream-too-large' } })
  })
})

it('never shows a key that the provider repeats', async () => {
  const body = handFed()
  const { stream } = run(body.response)
  body.feed(encode('data: {"error":{"message":"bad key sk-very-secret given"}}\n\n'))
  expect((await rest(stream)).at(-1)).toMatchObject({ error: { detail: 'bad key … given' } })
})
