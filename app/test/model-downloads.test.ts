/**
 * Models from a host that serves as Hugging Face does and goes wrong on demand. The host belongs to `e2e`, which may
 * know nothing of the app, so the app's side of the meeting is here.
 */

import { type Clock, systemClock, systemRandom } from '@weft/shared/env.ts'
import { concatBytes, encodeText } from '@weft/shared/bytes.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ModelHost, startModelHost } from '../../e2e/stack/model-host.ts'
import { createLanguageModel } from '../../e2e/stack/tiny-model/language-model.ts'
import { createWebllmRepository, emptyWasm } from '../../e2e/stack/webllm-repository.ts'
import type { DeviceModel, FetchedModel } from '../src/features/device-models/device-model.ts'
import {
  type DownloadDeps,
  downloadModel,
  type DownloadProgress,
} from '../src/features/device-models/download/download-model.ts'
import { dropBroken } from '../src/features/device-models/download/drop-broken.ts'
import { pieceBytes } from '../src/features/device-models/download/fetch-file.ts'
import { type ModelFile, pieceCache } from '../src/features/device-models/download/model-file.ts'
import {
  createMemoryModelStore,
  type MemoryModelStore,
} from '../src/features/device-models/testing/memory-model-store.ts'

const repository = 'tiny/talker'
const weightsFile = `${repository}/onnx/model_quantized.onnx`

let host: ModelHost
let store: MemoryModelStore
let progress: DownloadProgress[]
let files: readonly ModelFile[]

beforeAll(async () => {
  host = await startModelHost()
  // Two pieces, the last of them short.
  host.add(repository, createLanguageModel({ weights: ['q8'], padding: pieceBytes }))
})
afterAll(() => host.close())
beforeEach(() => {
  store = createMemoryModelStore()
  progress = []
  files = []
})
afterEach(() => host.reset())

const facts = {
  id: 'tiny',
  task: 'chat',
  name: 'Tiny',
  family: 'Tiny',
  downloadBytes: 1,
  memoryBytes: 1,
  contextWindow: 256,
  languages: [],
  licence: { name: 'None' },
  needsHalfFloats: false,
  abilities: { tools: false, vision: false, reasoning: false },
} as const

const talker = (): FetchedModel => ({
  ...facts,
  engine: 'onnx',
  languages: [],
  source: { type: 'onnx', weights: `${host.url}/${repository}`, dtype: 'q8' },
})

/** Tries come one after the other; only the wait for a host that has fallen silent is as long as it is. */
const silence = 60_000

const hurried = (waits: number[] = []): Clock => ({
  ...systemClock,
  after: (milliseconds, action) => {
    waits.push(milliseconds)
    return systemClock.after(milliseconds < silence ? 0 : milliseconds, action)
  },
})

const download = (
  model: DeviceModel,
  deps: Partial<DownloadDeps> = {},
  signal = new AbortController().signal,
  earlier: readonly ModelFile[] = [],
) =>
  downloadModel(
    model,
    earlier,
    {
      clock: systemClock,
      random: systemRandom,
      fetch: (url, init) => fetch(url, init),
      store,
      isOnline: () => true,
      room: async () => undefined,
      ...deps,
    },
    {
      onFiles: listed => {
        files = listed
      },
      onProgress: step => progress.push(step),
    },
    signal,
  )

const whole = { ok: true, value: undefined }
const weightsUrl = (): string => `${host.url}/${repository}/resolve/main/onnx/model_quantized.onnx`
const size = (): number => store.bytes('weft/onnx', weightsUrl())?.length ?? 0

describe('a model in ONNX', () => {
  it('comes whole, in pieces that are put together, and says how far it is', async () => {
    expect(await download(talker())).toEqual(whole)
    expect(files.map(({ url }) => url.slice(`${host.url}/${repository}/resolve/main/`.length))).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'onnx/model_quantized.onnx',
      'generation_config.json',
    ])
    for (const file of files) expect(store.bytes(file.cache, file.url)?.length).toBe(file.bytes)
    expect(host.requestsFor(weightsFile).map(({ range }) => range !== undefined)).toEqual([true, true])
    expect(await store.list(pieceCache)).toEqual([])
    const last = progress.at(-1)
    expect(last?.doneBytes).toBe(last?.totalBytes)
    expect(last?.totalBytes).toBe(files.reduce((sum, file) => sum + (file.bytes ?? 0), 0))
    expect(progress.every((step, index) => step.doneBytes >= (progress[index - 1]?.doneBytes ?? 0))).toBe(
      true,
    )
  })

  it('that is here already is not asked for again', async () => {
    await download(talker())
    host.reset()
    expect(await download(talker())).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(0)
    expect(progress.at(-1)?.doneBytes).toBe(progress.at(-1)?.totalBytes)
  })

  it('goes on where it was after a tab was closed: only what is missing is sent', async () => {
    const hold = host.hold(weightsFile, pieceBytes + 1000)
    const closing = new AbortController()
    const first = download(talker(), {}, closing.signal)
    await hold.reached
    closing.abort()
    expect(await first).toBeNull()
    host.reset()
    // Room for what is missing is enough.
    expect(await download(talker(), { room: async () => 300_000 })).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(size() - pieceBytes)
  })

  it('whose host has another version of it since it was stopped comes in that version, and nothing else stays', async () => {
    const moving = 'tiny/moving'
    const before = createLanguageModel({ weights: ['q8'], padding: pieceBytes })
    host.add(moving, before)
    const model = { ...talker(), source: { ...talker().source, weights: `${host.url}/${moving}` } }
    const hold = host.hold(`${moving}/onnx/model_quantized.onnx`, pieceBytes + 1000)
    const closing = new AbortController()
    const lastSmall = Promise.withResolvers<void>()
    const watched: MemoryModelStore = {
      ...store,
      put: async (cache, url, body) => {
        await store.put(cache, url, body)
        if (url.endsWith('/generation_config.json')) lastSmall.resolve()
      },
    }
    const first = download(model, { store: watched }, closing.signal)
    await Promise.all([hold.reached, lastSmall.promise])
    closing.abort()
    expect(await first).toBeNull()
    expect(await store.list(pieceCache)).toHaveLength(1)

    // Weights so small that no piece of them is looked at, a tokenizer with a space at its end, a file less.
    const after = new Map(createLanguageModel({ weights: ['q8'] }))
    after.set(
      'tokenizer.json',
      concatBytes(before.get('tokenizer.json') ?? new Uint8Array(), encodeText(' ')),
    )
    after.delete('generation_config.json')
    host.add(moving, after)
    expect(await download(model, {}, undefined, files)).toEqual(whole)
    expect((await store.list('weft/onnx')).toSorted()).toEqual(files.map(({ url }) => url).toSorted())
    expect(await store.list(pieceCache)).toEqual([])
    const all = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    expect(await dropBroken(files, store)).toBe(all)
    expect(files).toHaveLength(4)
  })

  it('whose host does not say what it has when it goes on keeps what is here', async () => {
    await download(talker())
    const listed = files
    host.reset()
    host.offer({ tree: false })
    expect(await download(talker(), {}, undefined, listed)).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(0)
  })

  it('goes on by itself after the connection broke', async () => {
    host.once(weightsFile, { tag: 'cut', at: pieceBytes + 5000 })
    expect(await download(talker(), { clock: hurried() })).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(size() + 5000)
    const all = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    expect(progress.at(-1)).toEqual({ doneBytes: all, totalBytes: all })
  })

  it('whose connection breaks at the same place again and again stands still, with what has come', async () => {
    host.always(weightsFile, { tag: 'cut', at: pieceBytes + 5000 })
    expect(await download(talker(), { clock: hurried() })).toEqual({
      ok: false,
      error: { type: 'unreachable', detail: 'model_quantized.onnx' },
    })
    expect(await store.list(pieceCache)).toHaveLength(1)
    expect(Math.max(...progress.map(({ doneBytes, totalBytes }) => doneBytes - totalBytes))).toBeLessThan(0)
  })

  it.each([
    ['twice, is put together beside its pieces', 20 * pieceBytes, 3],
    ['once, is put together in the room of its pieces', 1.5 * pieceBytes, 0],
  ])('that the disk holds %s', { timeout: 30_000 }, async (_what, spare, keptAtEnd) => {
    const large = createLanguageModel({ weights: ['q8'], padding: 2 * pieceBytes })
    host.add('tiny/large', large)
    store.limit([...large.values()].reduce((sum, { length }) => sum + length, spare))
    let left = -1
    const ending: MemoryModelStore = {
      ...store,
      put: async (cache, url, body) => {
        await store.put(cache, url, body)
        if (url.endsWith('.onnx')) left = (await store.list(pieceCache)).length
      },
    }
    const model = talker()
    const source = { ...model.source, weights: `${host.url}/tiny/large` }
    const deps = { store: ending, room: async () => store.free() }
    expect(await download({ ...model, source }, deps)).toEqual(whole)
    expect(left).toBe(keptAtEnd)
    expect(await store.list(pieceCache)).toEqual([])
  })

  it('with a byte that was turned round on its way is fetched anew, and kept when it is right', async () => {
    host.once(weightsFile, { tag: 'corrupt', at: 77 })
    expect(await download(talker(), { clock: hurried() })).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(2 * size())
  })

  it('that was cut off on its way is fetched anew as well when it is damaged then', async () => {
    host.once(weightsFile, { tag: 'cut', at: pieceBytes + 5000 })
    host.once(weightsFile, { tag: 'corrupt', at: pieceBytes + 6000 })
    expect(await download(talker(), { clock: hurried() })).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(2 * size() + 5000)
  })

  it('that is damaged at its source is refused, and nothing of that file stays', async () => {
    host.always(weightsFile, { tag: 'corrupt', at: 77 })
    expect(await download(talker(), { clock: hurried() })).toEqual({
      ok: false,
      error: { type: 'damaged', detail: 'model_quantized.onnx' },
    })
    expect(size()).toBe(0)
    expect(await store.list(pieceCache)).toEqual([])
    // What was sound is kept.
    expect(await store.list('weft/onnx')).not.toEqual([])
  })

  it('comes from a host that knows neither parts nor lists', async () => {
    host.offer({ ranges: false, tree: false })
    expect(await download(talker())).toEqual(whole)
    expect(size()).toBeGreaterThan(pieceBytes)
  })

  it('that lacks a file says which', async () => {
    const partial = new Map(createLanguageModel({ weights: ['q8'] }))
    partial.delete('tokenizer.json')
    host.add('tiny/partial', partial)
    const model = talker()
    const source = { ...model.source, weights: `${host.url}/tiny/partial` }
    expect(await download({ ...model, source })).toEqual({
      ok: false,
      error: { type: 'file-missing', detail: 'tokenizer.json' },
    })
    expect(await store.list('weft/onnx')).toEqual([])
  })

  it.each([
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['half a list', '{"model_type": "llama", '],
    ['nothing', ''],
  ])('whose configuration is %s is none', async (_what, text) => {
    const broken = new Map(createLanguageModel({ weights: ['q8'] }))
    broken.set('config.json', new TextEncoder().encode(text))
    host.add('tiny/broken', broken)
    const model = talker()
    const result = await download({
      ...model,
      source: { ...model.source, weights: `${host.url}/tiny/broken` },
    })
    expect(result).toEqual({ ok: false, error: { type: 'not-a-model', detail: 'config.json' } })
  })

  it('that would take the room of threads is refused before it begins', async () => {
    const room = 1_000_000
    const result = await download(talker(), { room: async () => room })
    expect(result).toEqual({
      ok: false,
      error: {
        type: 'no-room',
        missingBytes: files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) - room,
      },
    })
    expect(host.sent(weightsFile)).toBe(0)
  })

  it('that meets a full disk keeps what has come', async () => {
    store.limit(pieceBytes + 100_000)
    expect(await download(talker())).toEqual({ ok: false, error: { type: 'no-room' } })
    expect(await store.list(pieceCache)).toHaveLength(1)
    store.limit(Number.POSITIVE_INFINITY)
    host.reset()
    expect(await download(talker())).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(size() - pieceBytes)
  })

  it.each([
    ['room is looked for', 'onnx/model_quantized.onnx', async () => 10 * pieceBytes],
    ['it is to come', 'config.json', async () => undefined],
  ])('that storage does not look for when %s stands still as a whole', async (_when, name, room) => {
    let refusals = 1
    const refusing: MemoryModelStore = {
      ...store,
      has: async (cache, url) => {
        if (!url.endsWith(`/${name}`) || refusals === 0) return store.has(cache, url)
        refusals -= 1
        throw new DOMException('Internal error.', 'UnknownError')
      },
    }
    expect(await download(talker(), { store: refusing, room })).toEqual({
      ok: false,
      error: { type: 'storage-failed', detail: 'Internal error.' },
    })
    expect(host.requestsFor(weightsFile)).toEqual([])
  })

  it('of which all pieces are here is put together without asking for any of them', async () => {
    // Who does not say how much room there is gets the pieces kept, and no room for the whole beside them.
    store.limit(1.5 * pieceBytes)
    expect(await download(talker())).toEqual({ ok: false, error: { type: 'no-room' } })
    expect(await store.list(pieceCache)).toHaveLength(2)
    store.limit(Number.POSITIVE_INFINITY)
    host.reset()
    progress = []
    expect(await download(talker())).toEqual(whole)
    expect(host.sent(weightsFile)).toBe(0)
    expect(progress.at(-1)?.doneBytes).toBe(progress.at(-1)?.totalBytes)
  })

  it.each([401, 403, 410])('that its host refuses (%i) is not asked for twice', async status => {
    host.always(weightsFile, { tag: 'status', status })
    expect(await download(talker())).toEqual({
      ok: false,
      error: { type: 'refused', status, detail: 'model_quantized.onnx' },
    })
    expect(host.requestsFor(weightsFile)).toHaveLength(1)
  })

  it('whose host is busy is asked again, and not before it says', async () => {
    host.once(weightsFile, { tag: 'status', status: 503, headers: { 'Retry-After': '40' } })
    const waits: number[] = []
    expect(await download(talker(), { clock: hurried(waits) })).toEqual(whole)
    expect(waits).toContain(40_000)
  })

  it('whose host is gone says so, or that there is no network', async () => {
    const model = talker()
    const source = { ...model.source, weights: 'http://127.0.0.1:9/gone/away' }
    expect(await download({ ...model, source }, { clock: hurried() })).toEqual({
      ok: false,
      error: { type: 'unreachable', detail: 'config.json' },
    })
    const offline = await download({ ...model, source }, { clock: hurried(), isOnline: () => false })
    expect(offline).toEqual({ ok: false, error: { type: 'offline' } })
  })
})

describe('a model for WebLLM', () => {
  const compiled = (): DeviceModel => ({
    ...facts,
    engine: 'webllm',
    languages: [],
    source: {
      type: 'webllm',
      weights: `${host.url}/mlc/tiny`,
      library: `${host.url}/lib/tiny.wasm`,
      record: {},
    },
  })

  beforeEach(() => {
    host.add('mlc/tiny', createWebllmRepository())
    host.addLibrary('tiny.wasm', emptyWasm)
  })

  it('comes into the caches in which WebLLM looks for it', async () => {
    expect(await download(compiled())).toEqual(whole)
    expect(await store.list('webllm/config')).toEqual([
      `${host.url}/mlc/tiny/resolve/main/mlc-chat-config.json`,
    ])
    expect(await store.list('webllm/wasm')).toEqual([`${host.url}/lib/tiny.wasm`])
    expect(
      (await store.list('webllm/model')).map(url => url.slice(url.lastIndexOf('/') + 1)).toSorted(),
    ).toEqual([
      'params_shard_0.bin',
      'params_shard_1.bin',
      'params_shard_2.bin',
      'tensor-cache.json',
      'tokenizer.json',
    ])
  })

  it('is checked by its own list where the host has none', async () => {
    host.offer({ tree: false })
    host.always('mlc/tiny/params_shard_1.bin', { tag: 'corrupt', at: 12 })
    expect(await download(compiled(), { clock: hurried() })).toEqual({
      ok: false,
      error: { type: 'damaged', detail: 'params_shard_1.bin' },
    })
  })

  it.each(['../../../secret', '/etc/passwd', 'https://elsewhere.example/x.bin', 'a//b', ''])(
    'whose list leads out of its repository (%s) is none',
    async dataPath => {
      const astray = new Map(createWebllmRepository())
      astray.set(
        'tensor-cache.json',
        new TextEncoder().encode(JSON.stringify({ records: [{ dataPath, nbytes: 3 }] })),
      )
      host.add('mlc/tiny', astray)
      expect(await download(compiled())).toEqual({
        ok: false,
        error: { type: 'not-a-model', detail: 'tensor-cache.json' },
      })
    },
  )

  it('that does not run loses what is broken and its library, which nobody can vouch for', async () => {
    await download(compiled())
    const shard = `${host.url}/mlc/tiny/resolve/main/params_shard_0.bin`
    await store.put('webllm/model', shard, new Blob(['not it']).stream())
    const kept = await dropBroken(files, store)
    expect(await store.has('webllm/wasm', `${host.url}/lib/tiny.wasm`)).toBe(false)
    expect(await store.has('webllm/model', shard)).toBe(false)
    const sound = files.filter(({ url }) => url !== shard && !url.endsWith('.wasm'))
    expect(kept).toBe(sound.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))
    for (const { cache, url } of sound) expect(await store.has(cache, url)).toBe(true)
  })
})
