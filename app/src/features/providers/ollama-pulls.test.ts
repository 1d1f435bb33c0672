import { createId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createOllamaPulls } from './ollama-pulls.ts'
import type { ProviderError } from './provider-error.ts'

const random = testRandom(5)
const provider = { workspaceId: createId(random, 'wsp'), id: createId(random, 'prv') }

const world = () => {
  const clock = testClock()
  const calls: {
    readonly model: string
    readonly port: MessagePort
    readonly said: unknown[]
    readonly end: (result: Result<void, ProviderError>) => void
  }[] = []
  const refreshed: string[] = []
  const listing = Promise.withResolvers<void>()
  const pulls = createOllamaPulls({
    clock,
    engine: {
      pullOllamaModel: (_workspace, _provider, model, port) => {
        const { promise, resolve } = Promise.withResolvers<Result<void, ProviderError>>()
        const said: unknown[] = []
        port.addEventListener('message', ({ data }) => said.push(data))
        port.start()
        calls.push({ model, port, said, end: resolve })
        return promise
      },
      refreshModels: async (_workspace, id) => {
        refreshed.push(id)
        await listing.promise
        return ok([])
      },
    },
  })
  return { clock, calls, refreshed, listed: listing.resolve, pulls, of: () => pulls.of(provider.id) }
}

const progress = (arrived: number) => ({ status: 'pulling a', total: 1_000, completed: arrived, arrived })

it('tells how far and how fast it is, and has the list asked for again when it ends', async () => {
  const { clock, calls, refreshed, listed, pulls, of } = world()
  pulls.start(provider, 'a')
  expect(of()).toEqual([{ model: 'a', state: 'pulling', progress: undefined, pace: undefined }])
  calls[0]?.port.postMessage(progress(0))
  await expect.poll(() => of()[0]).toMatchObject({ progress: progress(0) })
  clock.advance(2_000)
  calls[0]?.port.postMessage(progress(200))
  await expect.poll(() => of()[0]).toMatchObject({ pace: { bytesPerSecond: 100, left: 8_000 } })
  calls[0]?.end(ok(undefined))
  await expect.poll(() => refreshed).toEqual([provider.id])
  expect(of()).toMatchObject([{ state: 'pulling' }])
  listed()
  await expect.poll(() => of()).toEqual([{ model: 'a', state: 'done' }])
})

it('pulls no model twice at once, and others beside it', () => {
  const { calls, pulls } = world()
  pulls.start(provider, 'a')
  pulls.start(provider, 'a')
  pulls.start(provider, 'b')
  expect(calls.map(({ model }) => model)).toEqual(['a', 'b'])
})

it('stopped: the engine is told, what comes late changes nothing, and it can be begun again', async () => {
  const { calls, refreshed, pulls, of } = world()
  pulls.start(provider, 'a')
  calls[0]?.port.postMessage(progress(300))
  await expect.poll(() => of()[0]).toMatchObject({ progress: progress(300) })
  pulls.stop(provider.id, 'a')
  expect(of()).toEqual([{ model: 'a', state: 'stopped', progress: progress(300) }])
  await expect.poll(() => calls[0]?.said).toEqual(['stop'])

  pulls.start(provider, 'a')
  calls[0]?.end(err({ type: 'stream-cut' }))
  calls[1]?.port.postMessage(progress(310))
  await expect.poll(() => of()[0]).toMatchObject({ state: 'pulling', progress: progress(310) })
  expect(refreshed).toEqual([])
})

it('failed: says why until it is read', async () => {
  const { calls, pulls, of } = world()
  pulls.start(provider, 'a')
  calls[0]?.end(err({ type: 'request-refused', detail: 'no' }))
  await expect
    .poll(() => of())
    .toEqual([{ model: 'a', state: 'failed', error: { type: 'request-refused', detail: 'no' } }])
  pulls.forget(provider.id, 'a')
  expect(of()).toEqual([])
})
