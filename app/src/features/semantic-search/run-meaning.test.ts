import 'fake-indexeddb/auto'
import { testClock, type TestClock } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MeaningProgress } from './meaning-state.ts'
import { runMeaning } from './run-meaning.ts'
import type { VectorRow } from './tables.ts'
import { createMeaningWorld, type MeaningWorld } from './testing/meaning-world.ts'
import { createScriptedEmbedder, type ScriptedEmbedder } from './testing/scripted-embedder.ts'

let world: MeaningWorld
let model: ScriptedEmbedder
let clock: TestClock
let progress: MeaningProgress[]
let pauses: number
let pause: () => Promise<void>
/** When the model was last asked. */
let askedAt: number
let stopping: AbortController
let listeners: Set<() => void>

beforeEach(async () => {
  world = await createMeaningWorld()
  model = createScriptedEmbedder()
  clock = testClock()
  progress = []
  pauses = 0
  pause = async () => {
    pauses += 1
  }
  askedAt = 0
  stopping = new AbortController()
  listeners = new Set()
})
afterEach(async () => {
  stopping.abort()
  await world.close()
})

const run = (): Promise<void> =>
  runMeaning(
    {
      modelId: model.id,
      openModel: async () => {
        askedAt = clock.now()
        return { ok: true, value: model }
      },
      store: world.store,
      texts: world.texts,
      clock,
      whenQuiet: async () => undefined,
      makeRows: async () => true,
      tell: () => undefined,
      onLogGrown: listener => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      saveProgress: async next => void progress.push(next),
      pause: () => pause(),
    },
    stopping.signal,
  )

const grow = (): void => {
  for (const listener of listeners) listener()
}
const last = (): MeaningProgress | undefined => progress.at(-1)
const reached = (type: MeaningProgress['state']['type'], done?: number): Promise<void> =>
  vi.waitFor(() => {
    expect(last()?.state.type).toBe(type)
    if (done !== undefined) expect(last()?.done).toBe(done)
  })

describe('while the person wants it', () => {
  it('builds, then follows what is written once it has been quiet', async () => {
    await world.addThread(['Bread?'])
    const running = run()
    await reached('made', 1)
    await world.addThread(['A car?'])
    grow()
    await vi.waitFor(() => {
      // The wait for quiet has begun, whenever the growth was noticed.
      clock.advance(1_000)
      expect(last()).toMatchObject({ state: { type: 'made' }, done: 2, total: 2 })
    })
    expect(model.asked.map(({ text }) => text)).toEqual(['Bread?', 'A car?'])
    stopping.abort()
    await running
    expect(listeners.size).toBe(0)
  })

  it('does nothing while commits follow each other, and is not put off for ever', async () => {
    const running = run()
    await reached('made')
    await world.addThread(['Bread?'])
    const grewAt = clock.now()
    await vi.waitFor(
      () => {
        grow()
        clock.advance(500)
        expect(model.asked).toHaveLength(1)
      },
      { interval: 1, timeout: 20_000 },
    )
    expect(clock.now() - grewAt).toBeGreaterThan(25_000)
    stopping.abort()
    await running
  })

  it('tries again by itself what may pass, as late as the provider asks', async () => {
    await world.addThread(['Bread?'])
    model.refuseWith({ type: 'rate-limited', retryAfter: 40_000 })
    const startedAt = clock.now()
    const running = run()
    await reached('waiting')
    expect(last()).toMatchObject({ state: { error: { type: 'rate-limited' } }, done: 0, total: 1 })
    model.refuseWith(undefined)
    await vi.waitFor(
      () => {
        clock.advance(500)
        expect(last()?.state.type).toBe('made')
      },
      { interval: 10, timeout: 10_000 },
    )
    expect(askedAt - startedAt).toBeGreaterThanOrEqual(40_000)
    expect(pauses).toBe(0)
    stopping.abort()
    await running
  })

  it('says so and tries again when a read breaks, instead of ending where nobody sees it', async () => {
    await world.addThread(['Bread?'])
    let isBroken = true
    const { embed } = model
    model = {
      ...model,
      embed: async (...asked) => {
        if (isBroken) throw new Error('The key could not be read.')
        return embed(...asked)
      },
    }
    const running = run()
    await reached('waiting')
    expect(last()).toMatchObject({
      state: { error: { type: 'storage-failed', detail: 'The key could not be read.' } },
      total: 1,
    })
    isBroken = false
    await vi.waitFor(() => {
      clock.advance(1_000)
      expect(last()).toMatchObject({ state: { type: 'made' }, done: 1 })
    })
    expect(pauses).toBe(0)
    stopping.abort()
    await running
  })

  it('hears of no more growth when it ends, also when the end is a failure', async () => {
    await world.addThread(['Bread?'])
    model.refuseWith({ type: 'key-refused', status: 401 })
    pause = () => Promise.reject(new Error('The wish could not be read.'))
    await expect(run()).rejects.toThrow('could not be read')
    expect(listeners.size).toBe(0)
  })

  it('pauses with the reason when the provider refuses', async () => {
    await world.addThread(['Bread?'])
    model.refuseWith({ type: 'key-refused', status: 401 })
    await run()
    expect(last()).toMatchObject({ state: { type: 'refused', error: { type: 'key-refused' } }, total: 1 })
    expect(pauses).toBe(1)
  })

  it('lets go of what another model made', async () => {
    await world.addThread(['Bread?'])
    const running = run()
    await reached('made', 1)
    stopping.abort()
    await running
    stopping = new AbortController()
    model = createScriptedEmbedder('other')
    const again = run()
    await vi.waitFor(() => expect(last()).toMatchObject({ modelId: 'other', state: { type: 'made' } }))
    const rows: readonly VectorRow[] = await world.database.table('vectors').toArray()
    expect(rows.map(({ modelId }) => modelId)).toEqual(['other'])
    stopping.abort()
    await again
  })
})
