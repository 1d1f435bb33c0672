/** The engine's end and the worker's end of a model's port, together. */

import { systemClock, systemEnv, systemRandom } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamPart } from '../../providers/language-model.ts'
import { holdLifeline } from '../../providers/lifeline.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import { scriptText } from '../../providers/scripted-model.ts'
import { tinyModel } from '../testing/tiny-models.ts'
import type { LoadedModel } from './loaded-model.ts'
import { createModelClient, type ModelClient } from './model-client.ts'
import { createModelHost } from './model-host.ts'

const model = tinyModel('one')
const request = { modelId: 'one', instructions: '', messages: [], parameters: {} } as const
const never = new AbortController().signal

let loads: string[]
let loading: (model: string) => Promise<Result<LoadedModel, ProviderError>>
let loadedParts: readonly number[]
let client: ModelClient
let workerEnd: MessagePort
let lost: number
let reported: unknown[]

const talker = (...parts: readonly StreamPart[]): Result<LoadedModel, ProviderError> =>
  ok({
    task: 'chat',
    stream: async function* () {
      yield* parts
    },
  })

beforeEach(() => {
  loads = []
  loadedParts = []
  lost = 0
  reported = []
  loading = async () => talker(...scriptText('Good ', 'evening'))
  const host = createModelHost({
    env: systemEnv,
    locks: undefined,
    load: async ({ id }, onLoading) => {
      loads.push(id)
      onLoading(0.25)
      const loaded = await loading(id)
      if (loaded.ok) onLoading(1)
      return loaded
    },
    report: cause => reported.push(cause),
  })
  const { port1, port2 } = new MessageChannel()
  workerEnd = port2
  host.serve(port2)
  client = createModelClient(port1, systemClock, () => {
    lost += 1
  })
})

afterEach(() => client.close())

const collect = async (signal = never, of = model): Promise<readonly StreamPart[]> => {
  const parts: StreamPart[] = []
  const heard: number[] = []
  for await (const part of client.stream(of, request, signal, loaded => heard.push(loaded))) parts.push(part)
  loadedParts = heard
  return parts
}

const text = (parts: readonly StreamPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.delta : '')).join('')

describe('a model in its worker', () => {
  it('is loaded with the first question, says how far it is, and answers', async () => {
    const parts = await collect()
    expect(text(parts)).toBe('Good evening')
    expect(parts.at(-1)?.type).toBe('finish')
    expect(loadedParts).toEqual([0.25, 1])
    await collect()
    expect(loads).toEqual(['one'])
  })

  it('that has come to the end after its question was stopped says so with the next one', async () => {
    const { promise, resolve } = Promise.withResolvers<Result<LoadedModel, ProviderError>>()
    loading = () => promise
    const leaving = new AbortController()
    const heard: number[] = []
    const hear = (part: number): void => {
      heard.push(part)
      leaving.abort()
    }
    for await (const _part of client.stream(model, request, leaving.signal, hear));
    resolve(talker(...scriptText('Good ', 'evening')))
    await collect()
    expect([heard, loadedParts]).toEqual([[0.25], [1]])
    expect(loads).toEqual(['one'])
  })

  it('that does not load says why, to everybody who asks', async () => {
    loading = async () => err({ type: 'model-broken', detail: 'CompileError' })
    const broken = [{ type: 'error', error: { type: 'model-broken', detail: 'CompileError' } }]
    expect(await Promise.all([collect(), collect()])).toEqual([broken, broken])
    expect(loads).toEqual(['one'])
  })

  it('does not become another one', async () => {
    await collect()
    expect(await collect(never, tinyModel('two'))).toEqual([
      { type: 'error', error: { type: 'request-refused' } },
    ])
    expect(loads).toEqual(['one'])
  })

  it('stops when nobody wants the answer any more', async () => {
    const stopped = Promise.withResolvers<void>()
    loading = async () =>
      ok({
        task: 'chat',
        stream: async function* (_request, signal) {
          yield { type: 'text-start', id: 'a' }
          yield { type: 'text-delta', id: 'a', delta: 'and so on' }
          await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
          stopped.resolve()
        },
      })
    const leaving = new AbortController()
    for await (const part of client.stream(model, request, leaving.signal, () => undefined))
      if (part.type === 'text-delta') leaving.abort()
    await stopped.promise
  })

  it('makes vectors when it is one for that, and says so when it is not', async () => {
    const refused = await client.embed(model, ['a'], 'query', never, () => undefined)
    expect(refused).toEqual({ ok: false, error: { type: 'request-refused' } })
  })
})

it('a model for vectors gives as many as texts, and answers no questions', async () => {
  const vectors = [Float32Array.of(1, 0), Float32Array.of(0, 1)]
  const asked: unknown[] = []
  loading = async () =>
    ok({
      task: 'embedding',
      embed: async (texts, purpose) => {
        asked.push(texts, purpose)
        return ok(vectors)
      },
    })
  expect(await client.embed(model, ['a', 'b'], 'passage', never, () => undefined)).toEqual(ok(vectors))
  expect(asked).toEqual([['a', 'b'], 'passage'])
  expect(await collect()).toEqual([{ type: 'error', error: { type: 'request-refused' } }])
})

describe('a worker that dies', () => {
  it('in the middle of an answer leaves what has come, and is told as want of memory', async () => {
    loading = async () =>
      ok({
        task: 'chat',
        stream: async function* () {
          yield { type: 'text-start', id: 'a' }
          yield { type: 'text-delta', id: 'a', delta: 'As far as this' }
          await new Promise(() => undefined)
        },
      })
    const parts: StreamPart[] = []
    for await (const part of client.stream(model, request, never, () => undefined)) {
      parts.push(part)
      if (part.type === 'text-delta') workerEnd.close()
    }
    expect(text(parts)).toBe('As far as this')
    expect(parts.at(-1)).toEqual({ type: 'error', error: { type: 'model-out-of-memory' } })
    expect(lost).toBe(1)
  })

  it('while it loads is told the same, to those who wait for vectors too', async () => {
    loading = () => new Promise(() => undefined)
    const waiting = client.embed(model, ['a'], 'query', never, () => workerEnd.close())
    expect(await waiting).toEqual({ ok: false, error: { type: 'model-out-of-memory' } })
    expect(await collect()).toEqual([{ type: 'error', error: { type: 'model-out-of-memory' } }])
  })
})

describe('a worker that computes without a gap', () => {
  const minute = 60_000

  /** Hears nothing itself; what it says is written by the test. */
  const silentWorker = () => {
    const clock = testClock()
    const { port1, port2 } = new MessageChannel()
    const called = Promise.withResolvers<void>()
    port2.addEventListener('message', ({ data }) => {
      if (data.type === 'stream') called.resolve()
    })
    port2.start()
    const talking = createModelClient(port1, clock, () => undefined)
    return { clock, port: port2, client: talking, called: called.promise }
  }

  const collectFrom = async (from: ModelClient, onLoading = () => {}): Promise<readonly StreamPart[]> => {
    const parts: StreamPart[] = []
    for await (const part of from.stream(model, request, never, onLoading)) parts.push(part)
    return parts
  }

  it('is waited for while it reads a long prompt', async () => {
    const life = new AbortController()
    const lifeline = await holdLifeline(navigator.locks, systemRandom, life.signal)
    const worker = silentWorker()
    worker.port.postMessage({ type: 'hello', lifeline })
    const loaded = Promise.withResolvers<void>()
    const answer = collectFrom(worker.client, loaded.resolve)
    await worker.called
    worker.port.postMessage({ type: 'loading', call: 1, loaded: 1 })
    await loaded.promise
    worker.clock.advance(3 * minute)
    worker.port.postMessage({ type: 'parts', call: 1, parts: scriptText('Good ', 'evening') })
    worker.port.postMessage({ type: 'end', call: 1 })
    expect(await answer).toEqual(scriptText('Good ', 'evening'))
    worker.client.close()
    life.abort()
  })

  it('is not waited for where it has never said hello: nothing would tell that it is dead', async () => {
    const worker = silentWorker()
    const answer = collectFrom(worker.client)
    await worker.called
    worker.clock.advance(minute)
    expect(await answer).toEqual([{ type: 'error', error: { type: 'model-out-of-memory' } }])
  })
})

it('what is no call is refused, and a fault of ours is reported', async () => {
  const answers: unknown[] = []
  const { port1, port2 } = new MessageChannel()
  const host = createModelHost({
    env: systemEnv,
    locks: undefined,
    load: () => Promise.reject(new Error('ours')),
    report: cause => reported.push(cause),
  })
  host.serve(port2)
  const heard = Promise.withResolvers<void>()
  port1.addEventListener('message', ({ data }) => {
    answers.push(data)
    if (answers.length === 3) heard.resolve()
  })
  port1.start()
  port1.postMessage({
    type: 'stream',
    call: 1,
    model,
    request: { ...request, url: 'https://elsewhere.example' },
  })
  port1.postMessage('hello')
  port1.postMessage({ type: 'ping' })
  port1.postMessage({ type: 'stream', call: 2, model, request })
  await heard.promise
  expect(answers).toEqual([{ type: 'refused', call: 1 }, { type: 'pong' }, { type: 'failed', call: 2 }])
  expect(reported).toEqual([new Error('ours')])
  port1.close()
})
