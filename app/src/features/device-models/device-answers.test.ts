import { ok } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { StreamPart } from '../providers/language-model.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { scriptText } from '../providers/scripted-model.ts'
import { createDeviceAnswers, type DeviceAnswers } from './device-answers.ts'
import type { ModelClient } from './inference/model-client.ts'
import { createMemoryModelRows } from './testing/memory-model-rows.ts'
import { tinyModel } from './testing/tiny-models.ts'

const request = { modelId: 'one', instructions: '', messages: [], parameters: {} } as const
const never = new AbortController().signal

let clock: ReturnType<typeof testClock>
let rows: ReturnType<typeof createMemoryModelRows>
let parts: readonly StreamPart[]
let vectors: Awaited<ReturnType<ModelClient['embed']>>
let ended: boolean[]
let mended: string[]
let unfit: string | undefined
let hasTurn: boolean
let hasWorked: boolean
let answers: DeviceAnswers

beforeEach(async () => {
  clock = testClock()
  rows = createMemoryModelRows()
  parts = scriptText('Good ', 'evening')
  vectors = ok([])
  ended = []
  mended = []
  unfit = undefined
  hasTurn = true
  hasWorked = false
  const facts = { doneBytes: 1, totalBytes: 1, files: [], addedAt: 1 }
  await rows.put({ id: 'one', model: tinyModel('one'), state: 'here', ...facts })
  await rows.put({ id: 'coming', model: tinyModel('coming'), state: 'arriving', ...facts })
  const client: ModelClient = {
    stream: async function* () {
      for (const part of parts) {
        if (part.type === 'finish') clock.advance(2_000)
        yield part
      }
    },
    embed: async () => vectors,
    close: () => undefined,
  }
  answers = createDeviceAnswers({
    clock,
    rows,
    downloads: { mend: async id => void mended.push(id) },
    unfit: async () => unfit,
    runner: {
      turn: async () =>
        hasTurn
          ? ok({
              client,
              onLoading: () => undefined,
              hasWorked: () => hasWorked,
              worked: () => {
                hasWorked = true
              },
              done: broken => {
                if (ended.length === 0) ended.push(broken)
              },
            })
          : null,
      letGo: async () => undefined,
      unload: async () => undefined,
    },
  })
})

const collect = async (modelId = 'one'): Promise<readonly StreamPart[]> => {
  const collected: StreamPart[] = []
  for await (const part of answers.stream({ ...request, modelId }, never)) collected.push(part)
  return collected
}

const failing = (error: ProviderError): readonly StreamPart[] => [{ type: 'error', error }]

describe('a model of this device', () => {
  it('answers, and is free for the next question before the last word of it is told', async () => {
    const stream = answers.stream(request, never)
    const collected: StreamPart[] = []
    for await (const part of stream) {
      if (part.type === 'finish') expect(ended).toEqual([false])
      collected.push(part)
    }
    expect(collected).toEqual(parts)
  })

  it.each(['coming', 'never-heard-of'])('that is not here (%s) says so', async id => {
    expect(await collect(id)).toEqual(failing({ type: 'model-not-here' }))
  })

  it('that this device cannot run says why, before anything is loaded', async () => {
    unfit = 'no-half-floats'
    expect(await collect()).toEqual(failing({ type: 'model-unfit', detail: 'no-half-floats' }))
    expect(ended).toEqual([])
  })

  it('whose turn does not come says nothing', async () => {
    hasTurn = false
    expect(await collect()).toEqual([])
  })

  it('is measured by an answer that is long enough to say something', async () => {
    await collect()
    expect(rows.map.get('one')).toMatchObject({ usedAt: clock.now() })
    expect(rows.map.get('one')).not.toHaveProperty('tokensPerSecond')
    parts = [...parts.slice(0, -1), { type: 'finish', reason: 'complete', usage: { outputTokens: 90 } }]
    await collect()
    expect(rows.map.get('one')).toMatchObject({ tokensPerSecond: 45 })
  })

  it.each(['model-out-of-memory', 'engine-not-here', 'model-unfit'] as const)(
    'that ends by %s is loaded anew for the next question',
    async type => {
      parts = failing({ type })
      expect(await collect()).toEqual(failing({ type }))
      expect(ended).toEqual([true])
      expect(mended).toEqual([])
    },
  )

  it('that is broken loses what is broken of it before that is told', async () => {
    parts = failing({ type: 'model-broken' })
    for await (const part of answers.stream(request, never)) {
      expect(part.type).toBe('error')
      expect(mended).toEqual(['one'])
    }
    expect(ended).toEqual([true])
  })

  it('that has answered since it was loaded is ended and keeps its files, whatever it says of them', async () => {
    await collect()
    ended = []
    parts = failing({ type: 'model-broken' })
    expect(await collect()).toEqual(parts)
    expect(ended).toEqual([true])
    expect(mended).toEqual([])
  })

  it('that breaks in the middle of its first answer keeps its files too', async () => {
    parts = [...scriptText('Good ').slice(0, -1), ...failing({ type: 'model-broken' })]
    await collect()
    expect(ended).toEqual([true])
    expect(mended).toEqual([])
  })

  it('stays loaded after an answer that was merely too long, or that nobody wanted', async () => {
    parts = failing({ type: 'context-too-long' })
    await collect()
    expect(ended).toEqual([false])
    ended = []
    parts = scriptText('one', 'two', 'three')
    for await (const part of answers.stream(request, never)) if (part.type === 'text-delta') break
    expect(ended).toEqual([false])
  })
})

describe('vectors', () => {
  it('come from a model that is here', async () => {
    vectors = ok([Float32Array.of(1, 0)])
    expect(await answers.embedder('one').embed(['a'], 'query', never)).toEqual(vectors)
    expect(ended).toEqual([false])
  })

  it('do not come from one that is not, or whose turn does not come', async () => {
    expect(await answers.embedder('coming').embed(['a'], 'query', never)).toEqual({
      ok: false,
      error: { type: 'model-not-here' },
    })
    hasTurn = false
    expect((await answers.embedder('one').embed(['a'], 'query', never)).ok).toBe(false)
  })

  it('that fail because the model is broken mend it', async () => {
    vectors = { ok: false, error: { type: 'model-broken' } }
    await answers.embedder('one').embed(['a'], 'query', never)
    expect(mended).toEqual(['one'])
    expect(ended).toEqual([true])
  })

  it('that fail after others have come leave the files of the model alone', async () => {
    vectors = ok([Float32Array.of(1, 0)])
    await answers.embedder('one').embed(['a'], 'query', never)
    ended = []
    vectors = { ok: false, error: { type: 'model-broken' } }
    await answers.embedder('one').embed(['b'], 'query', never)
    expect(mended).toEqual([])
    expect(ended).toEqual([true])
  })
})
