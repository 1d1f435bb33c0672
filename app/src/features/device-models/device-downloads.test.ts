import { err, ok, type Result } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDeviceDownloads, type DeviceDownloads } from './device-downloads.ts'
import type { DownloadClient } from './download/download-client.ts'
import type { DownloadError } from './download/download-error.ts'
import type { DownloadEvents } from './download/download-model.ts'
import type { ModelFile } from './download/model-file.ts'
import { createMemoryLocks, type WithLock } from './testing/memory-locks.ts'
import { createMemoryModelRows } from './testing/memory-model-rows.ts'
import { tinyModel } from './testing/tiny-models.ts'

type Ending = Result<void, DownloadError> | null

/** One download as the worker of a tab sees it; the test says how it goes. */
interface Asked {
  readonly tab: string
  readonly earlier: readonly ModelFile[]
  readonly events: DownloadEvents
  readonly signal: AbortSignal
  readonly end: (ending: Ending) => void
}

let rows: ReturnType<typeof createMemoryModelRows>
let withLock: WithLock
let asked: Asked[]
let removed: string[]
let goOnline: () => void
let online: Promise<void>
let engineComes: boolean
let clock: ReturnType<typeof testClock>

const file = (name: string): ModelFile => ({
  url: `https://models.example/${name}`,
  cache: 'weft/onnx',
  bytes: 500,
})

const openTab = (tab: string): DeviceDownloads => {
  const client: DownloadClient = {
    download: (_model, earlier, events, signal) =>
      new Promise(resolve => {
        asked.push({ tab, earlier, events, signal, end: resolve })
        // As the worker does: told to stop, it says that it has.
        signal.addEventListener('abort', () => resolve(null), { once: true })
      }),
    check: async files => (files.length - 1) * 500,
    remove: async files => void removed.push(...files.map(({ url }) => url.split('/').at(-1) ?? '')),
  }
  return createDeviceDownloads({
    clock,
    rows,
    client: async () => client,
    withLock,
    online: () => online,
    bringEngine: async () => engineComes,
  })
}

beforeEach(() => {
  clock = testClock()
  rows = createMemoryModelRows()
  withLock = createMemoryLocks()
  asked = []
  removed = []
  engineComes = true
  const network = Promise.withResolvers<void>()
  online = network.promise
  goOnline = network.resolve
})

const settled = async (): Promise<void> => {
  for (let step = 0; step < 40; step += 1) await Promise.resolve()
}

const model = tinyModel('one')
const last = (): Asked => {
  const newest = asked.at(-1)
  if (!newest) throw new Error('nothing was asked')
  return newest
}

describe('a download', () => {
  it('is on its way until all of it is here, and says how far it is', async () => {
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    expect(rows.map.get('one')).toMatchObject({ state: 'arriving', doneBytes: 0, totalBytes: 1_000 })
    last().events.onFiles([file('a'), file('b')])
    last().events.onProgress({ doneBytes: 200, totalBytes: 1_200 })
    clock.advance(2_000)
    last().events.onProgress({ doneBytes: 600, totalBytes: 1_200 })
    await settled()
    expect(rows.map.get('one')).toMatchObject({ doneBytes: 600, totalBytes: 1_200, bytesPerSecond: 200 })
    last().end(ok(undefined))
    await settled()
    expect(rows.map.get('one')).toEqual({
      id: 'one',
      model,
      state: 'here',
      doneBytes: 1_200,
      totalBytes: 1_200,
      files: [file('a'), file('b')],
      addedAt: clock.now() - 2_000,
    })
  })

  it('that is asked for twice comes once', async () => {
    const tab = openTab('first')
    await tab.start(model)
    await tab.start(model)
    await settled()
    expect(asked).toHaveLength(1)
  })

  it('that is paused stops, keeps its figures and goes on when it is asked for again', async () => {
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    last().events.onProgress({ doneBytes: 400, totalBytes: 1_000 })
    await settled()
    await tab.pause('one')
    await settled()
    expect(last().signal.aborted).toBe(true)
    expect(rows.map.get('one')).toMatchObject({ state: 'paused', doneBytes: 400 })
    expect(rows.map.get('one')).not.toHaveProperty('problem')
    await tab.start(model)
    await settled()
    expect(asked).toHaveLength(2)
    expect(rows.map.get('one')).toMatchObject({ state: 'arriving', doneBytes: 400 })
  })

  it('that fails stands still with the reason, which is gone when it goes on', async () => {
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    last().end(err({ type: 'damaged', detail: 'a' }))
    await settled()
    expect(rows.map.get('one')).toMatchObject({ state: 'paused', problem: { type: 'damaged', detail: 'a' } })
    await tab.start(model)
    await settled()
    expect(rows.map.get('one')).not.toHaveProperty('problem')
  })

  it('without a network waits for one and goes on by itself', async () => {
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    last().end(err({ type: 'offline' }))
    await settled()
    expect(rows.map.get('one')).toMatchObject({ state: 'arriving', problem: { type: 'offline' } })
    expect(asked).toHaveLength(1)
    goOnline()
    await settled()
    expect(asked).toHaveLength(2)
    last().end(ok(undefined))
    await settled()
    expect(rows.map.get('one')?.state).toBe('here')
  })

  it('is not here before what runs it is', async () => {
    engineComes = false
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    last().end(ok(undefined))
    await settled()
    expect(rows.map.get('one')).toMatchObject({ state: 'paused', problem: { type: 'unreachable' } })
  })
})

describe('several tabs', () => {
  it('bring a model once; when the one that does is closed, another goes on', async () => {
    const crash = Promise.withResolvers<void>()
    const locks = createMemoryLocks()
    // A tab that is closed lets go of its lock and says nothing more.
    withLock = (name, action) => locks(name, () => Promise.race([action(), crash.promise as Promise<never>]))
    await openTab('first').start(model)
    await settled()
    withLock = locks
    const second = openTab('second')
    await second.recover()
    await settled()
    expect(asked.map(({ tab }) => tab)).toEqual(['first'])
    crash.resolve()
    await settled()
    expect(asked.map(({ tab }) => tab)).toEqual(['first', 'second'])
    last().end(ok(undefined))
    await settled()
    expect(rows.map.get('one')?.state).toBe('here')
  })

  it('pause and remove what another brings', async () => {
    const first = openTab('first')
    const second = openTab('second')
    await first.start(model)
    await settled()
    last().events.onFiles([file('a')])
    await settled()
    await second.pause('one')
    expect(last().signal.aborted).toBe(false)
    // The next figure that is noted shows that nobody wants it any more.
    last().events.onProgress({ doneBytes: 100, totalBytes: 1_000 })
    await settled()
    expect(last().signal.aborted).toBe(true)
    expect(rows.map.get('one')?.state).toBe('paused')
    await second.remove('one')
    expect(removed).toEqual(['a'])
    expect(rows.map.has('one')).toBe(false)
  })
})

it('a download that waits for a network can be removed by another tab', async () => {
  await openTab('first').start(model)
  await settled()
  last().events.onFiles([file('a')])
  last().end(err({ type: 'offline' }))
  await settled()
  void openTab('second').remove('one')
  await settled()
  expect(removed).toEqual(['a'])
  expect(rows.map.has('one')).toBe(false)
  goOnline()
  await settled()
  expect(asked).toHaveLength(1)
})

it('a download that goes on says what it was made of, without what another model needs', async () => {
  const facts = { state: 'paused', doneBytes: 1, totalBytes: 1, addedAt: clock.now() } as const
  await rows.put({ id: 'one', model, files: [file('weights'), file('one.wasm')], ...facts })
  await rows.put({ id: 'two', model: tinyModel('two'), files: [file('weights')], ...facts })
  await openTab('first').start(model)
  await settled()
  expect(last().earlier).toEqual([file('one.wasm')])
})

it('a model that is added again is what it is said to be now, and keeps its files', async () => {
  const own = tinyModel('own', { isCustom: true })
  const tab = openTab('first')
  await tab.add(own)
  await tab.start(own)
  await settled()
  last().events.onFiles([file('a')])
  last().end(ok(undefined))
  await settled()
  const before = rows.map.get('own')
  clock.advance(1_000)
  const corrected = { ...own, task: 'embedding', contextWindow: 512 } as const
  expect(await tab.add(corrected)).toEqual(ok(undefined))
  expect(rows.map.get('own')).toEqual({ ...before, model: corrected })
  expect(before).toMatchObject({ state: 'here', files: [file('a')] })
})

describe('removing', () => {
  it('leaves the files that another model needs', async () => {
    const addedAt = clock.now()
    const facts = { state: 'here', doneBytes: 1, totalBytes: 1, addedAt } as const
    await rows.put({ id: 'one', model, files: [file('weights'), file('one.wasm')], ...facts })
    const two = tinyModel('two')
    await rows.put({ id: 'two', model: two, files: [file('weights'), file('two.wasm')], ...facts })
    const tab = openTab('first')
    await tab.remove('one')
    expect(removed).toEqual(['one.wasm'])
    await tab.remove('two')
    expect(removed).toEqual(['one.wasm', 'weights', 'two.wasm'])
    expect(rows.map.size).toBe(0)
  })

  it('keeps what the person entered in the list', async () => {
    const own = tinyModel('own', { isCustom: true })
    const tab = openTab('first')
    await tab.add(own)
    await tab.start(own)
    await settled()
    await tab.remove('own')
    expect(rows.map.get('own')).toMatchObject({ state: 'wanted', doneBytes: 0, files: [] })
  })
})

describe('a full disk', () => {
  it('takes the room of what has not come whole, and leaves what has', async () => {
    const tab = openTab('first')
    const here = { state: 'here', doneBytes: 1_000, totalBytes: 1_000, addedAt: 1 } as const
    const two = tinyModel('two')
    await rows.put({ id: 'two', model: two, files: [file('shared'), file('two')], ...here })
    await tab.start(model)
    await settled()
    last().events.onFiles([file('shared'), file('one')])
    last().events.onProgress({ doneBytes: 400, totalBytes: 1_000 })
    await settled()
    expect(await tab.makeRoom()).toBe(true)
    expect(last().signal.aborted).toBe(true)
    expect(removed).toEqual(['one'])
    expect(rows.map.get('one')).toMatchObject({ state: 'paused', doneBytes: 0, problem: { type: 'no-room' } })
    expect(rows.map.get('two')).toMatchObject(here)
    expect(await tab.makeRoom()).toBe(false)
  })
})

describe('a disk that takes no more rows', () => {
  const full = err({ type: 'storage-full' } as const)
  const refuse = (name: 'change' | 'put'): void => {
    rows = { ...rows, [name]: async () => full }
  }

  it('ends a download once, also where the end cannot be noted', async () => {
    refuse('change')
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    last().end(err({ type: 'no-room' }))
    await settled()
    expect(asked).toHaveLength(1)
    // Wished anew, it is tried anew.
    await tab.start(model)
    await settled()
    expect(asked).toHaveLength(2)
  })

  it('does not stop a download for a figure that cannot be noted', async () => {
    refuse('change')
    await openTab('first').start(model)
    await settled()
    const first = last()
    first.events.onProgress({ doneBytes: 100, totalBytes: 1_000 })
    await settled()
    expect(first.signal.aborted).toBe(false)
  })

  it('pauses a download all the same, and says that it could not be noted', async () => {
    refuse('change')
    const tab = openTab('first')
    await tab.start(model)
    await settled()
    expect(await tab.pause('one')).toEqual(full)
    await settled()
    expect(last().signal.aborted).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it('lets go of what has not come whole, which does not begin again at once', async () => {
    refuse('change')
    const facts = { state: 'arriving', doneBytes: 400, totalBytes: 1_000, addedAt: 1 } as const
    await rows.put({ id: 'one', model, files: [file('one')], ...facts })
    const tab = openTab('first')
    await tab.recover()
    await settled()
    expect(await tab.makeRoom()).toBe(true)
    expect(removed).toEqual(['one'])
    await settled()
    expect(asked).toHaveLength(1)
  })

  it('is told by what a person asks for', async () => {
    refuse('put')
    const tab = openTab('first')
    expect(await tab.start(model)).toEqual(full)
    expect(await tab.add(model)).toEqual(full)
    await settled()
    expect(asked).toEqual([])
  })
})

it('a model that does not run is to be brought anew, as far as it is broken', async () => {
  const facts = { state: 'here', doneBytes: 1_000, totalBytes: 1_000, addedAt: 1 } as const
  await rows.put({ id: 'one', model, files: [file('a'), file('b')], ...facts })
  await openTab('first').mend('one')
  expect(rows.map.get('one')).toMatchObject({ state: 'paused', doneBytes: 500, problem: { type: 'damaged' } })
})
