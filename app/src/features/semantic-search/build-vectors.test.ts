import 'fake-indexeddb/auto'
import type { ThreadId } from '@weft/shared/ids.ts'
import { must } from '@weft/shared/assert.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BuildDeps, buildVectors, type Figures } from './build-vectors.ts'
import { createMeaningWorld, type MeaningWorld } from './testing/meaning-world.ts'
import {
  createScriptedEmbedder,
  scriptedDimension,
  type ScriptedEmbedder,
} from './testing/scripted-embedder.ts'
import type { VectorChange } from './vector-changes.ts'
import type { VectorRow } from './tables.ts'
import type { VectorStore } from './vector-store.ts'

let world: MeaningWorld
let model: ScriptedEmbedder
let told: VectorChange[]
let figures: Figures[]
const never = new AbortController().signal

beforeEach(async () => {
  world = await createMeaningWorld()
  model = createScriptedEmbedder()
  told = []
  figures = []
})
afterEach(() => world.close())

const build = (
  signal = never,
  whenQuiet: () => Promise<void> = async () => undefined,
  { store = world.store, makeRows = async () => true }: Partial<Pick<BuildDeps, 'store' | 'makeRows'>> = {},
) =>
  buildVectors(
    {
      model,
      store,
      texts: world.texts,
      whenQuiet,
      makeRows,
      tell: change => told.push(change),
      onFigures: async next => void figures.push(next),
    },
    signal,
  )

const rowOf = async (roomId: ThreadId): Promise<VectorRow | undefined> => {
  const row = await world.store.read([model.id, world.workspaceId, roomId])
  return row.ok ? row.value : undefined
}

const asked = (): readonly string[] => model.asked.map(({ text }) => text)

describe('once through all threads', () => {
  it('makes a vector for every passage, newest thread first, and says how far it is', async () => {
    const older = await world.addThread(['How does bread rise?', 'Slowly.'])
    const newer = await world.addThread(['Is a car loud?'])
    expect(await build()).toMatchObject({ ok: true, value: { done: 3, total: 3 } })
    expect(asked()).toEqual(['Is a car loud?', 'How does bread rise?', 'Slowly.'])
    const row = must(await rowOf(older), 'a row')
    expect(row.entries).toHaveLength(2)
    expect(row.dimension).toBe(scriptedDimension)
    expect(row.bytes).toHaveLength(2 * scriptedDimension)
    expect([...new Int8Array(row.bytes.buffer)].slice(0, scriptedDimension)).toEqual([0, 127, 0, 0, 0])
    expect(told).toEqual(
      [newer, older].map(roomId => ({
        type: 'thread',
        modelId: 'scripted',
        workspaceId: world.workspaceId,
        roomId,
      })),
    )
    expect(figures[0]).toEqual({ done: 0, total: 3, bytes: 0 })
    expect(figures.at(-1)?.bytes).toBeGreaterThan(3 * scriptedDimension)
  })

  it('asks nothing twice: unchanged threads, branches and copies have their vectors already', async () => {
    const thread = await world.addThread(['Bread?', 'A long answer about dough.'])
    await build()
    await world.addThread(['Bread?', 'A long answer about dough.', 'New.'])
    await world.addMessage(thread, 'A long answer about dough.')
    model.asked.length = 0
    await build()
    expect(asked()).toEqual(['New.'])
    expect((await rowOf(thread))?.entries).toHaveLength(3)
    const last = figures.at(-1)
    await build()
    expect(asked()).toEqual(['New.'])
    expect(figures.at(-1)).toEqual(last)
  })

  it('vectors of another model are not taken for its own', async () => {
    await world.addThread(['Bread?'])
    await build()
    model = createScriptedEmbedder('other')
    await build()
    expect(asked()).toEqual(['Bread?'])
  })

  it('leaves out what is deleted, what tools said, and what lies in Trash', async () => {
    const thread = await world.addThread(['Bread?'])
    await world.addMessage(thread, 'deleted', { deleted: 1 })
    await world.addMessage(thread, 'said by a tool', { role: 'tool' })
    await world.addThread(['in Trash'], { shelf: 'trash' })
    await build()
    expect(asked()).toEqual(['Bread?'])
  })

  it('passes over a thread whose rows cannot be made now, and makes it when they can', async () => {
    const thread = await world.addThread(['Bread?'])
    const other = await world.addThread(['A car?'])
    const makeRows: BuildDeps['makeRows'] = async ({ roomId }) => roomId !== thread
    expect(await build(never, undefined, { makeRows })).toMatchObject({
      ok: true,
      value: { done: 1, total: 2 },
    })
    const made = await world.store.made(model.id)
    expect(made.ok && [...made.value.keys()]).toEqual([other])
    expect(await build()).toMatchObject({ ok: true, value: { done: 2, total: 2 } })
    expect((await rowOf(thread))?.entries).toHaveLength(1)
  })

  it('lets go of threads that are gone, and tells whoever searches', async () => {
    const thread = await world.addThread(['Bread?'])
    await build()
    await world.forget(thread)
    told.length = 0
    expect(await build()).toMatchObject({ ok: true, value: { done: 0, total: 0, bytes: 0 } })
    expect(await rowOf(thread)).toBeUndefined()
    expect(told).toMatchObject([{ type: 'thread', roomId: thread }])
  })
})

const longThread = (): Promise<ThreadId> =>
  world.addThread(Array.from({ length: 300 }, (_, index) => `Bread number ${index}`))

describe('a long thread', () => {
  it('goes in batches, and nothing that came before a refusal is asked for again', async () => {
    const thread = await longThread()
    const embed = model.embed
    let calls = 0
    const refusing = {
      ...model,
      embed: (...call: Parameters<typeof embed>) => {
        calls += 1
        if (calls === 4) model.refuseWith({ type: 'quota-exhausted' })
        return embed(...call)
      },
    }
    const good = model
    model = refusing
    expect(await build()).toMatchObject({ ok: false, error: { type: 'quota-exhausted' } })
    expect(good.batches).toEqual([32, 32, 32])
    const begun = must(await rowOf(thread), 'what has come')
    expect(begun.entries).toHaveLength(96)
    expect(begun.madeFrom).toBe('')
    good.refuseWith(undefined)
    await build()
    expect(new Set(asked()).size).toBe(300)
    expect(good.asked).toHaveLength(300)
    expect((await rowOf(thread))?.entries).toHaveLength(300)
  })

  it('waits for quiet before each batch, and stops where it is told to', async () => {
    await longThread()
    const stopping = new AbortController()
    let waits = 0
    const result = await build(stopping.signal, async () => {
      waits += 1
      if (waits === 3) stopping.abort()
    })
    expect(result.ok).toBe(false)
    expect(model.batches).toEqual([32, 32])
    await build()
    expect(model.asked).toHaveLength(300)
  })

  it('what has come is stored every few batches, so that a closed tab costs little', async () => {
    const thread = await longThread()
    const embed = model.embed
    let calls = 0
    const seen: number[] = []
    model = {
      ...model,
      embed: async (...call) => {
        calls += 1
        if (calls === 9) seen.push((await rowOf(thread))?.entries.length ?? 0)
        return embed(...call)
      },
    }
    await build()
    expect(seen).toEqual([256])
  })

  it('a copy of it is read once, not for every page of its texts', async () => {
    await longThread()
    await build()
    await longThread()
    const { holding } = world.store
    const read: number[] = []
    const counting: VectorStore = {
      ...world.store,
      holding: async hashes => {
        const rows = await holding(hashes)
        read.push(rows.ok ? rows.value.length : 0)
        return rows
      },
    }
    await build(never, undefined, { store: counting })
    expect(read).toEqual([1])
    expect(model.asked).toHaveLength(300)
  })

  it('a model that is suddenly another one is refused instead of mixed', async () => {
    const thread = await longThread()
    await build()
    await world.addMessage(thread, 'More.')
    const other = createScriptedEmbedder()
    model = { ...other, embed: async texts => ({ ok: true, value: texts.map(() => Float32Array.of(1, 0)) }) }
    expect(await build()).toMatchObject({ ok: false, error: { type: 'stream-malformed' } })
    expect((await rowOf(thread))?.dimension).toBe(scriptedDimension)
  })
})
