import { describe, expect, test } from 'vitest'
import { renewOnDemand, storedOnDemand, tidyOnDemand } from './on-demand.ts'
import { createMemoryCaches } from './testing/memory-caches.ts'

const list = { onnx: ['/assets/onnx-2.js', '/assets/runtime-1.wasm'], webllm: ['/assets/webllm-2.js'] }

const listing = async (): Promise<Response> => Response.json(list)

const withOnnx = async (serve = (path: string) => new Response(path)) => {
  const memory = createMemoryCaches(serve)
  const cache = await memory.caches.open('weft-on-demand-onnx')
  await cache.add('/assets/onnx-1.js')
  await cache.add('/assets/runtime-1.wasm')
  await (await memory.caches.open('workbox-precache')).add('/index.html')
  return memory
}

describe('parts that are stored on demand', () => {
  test('are given out from there, and nothing else is', async () => {
    const { caches } = await withOnnx()
    expect(await (await storedOnDemand(caches, '/assets/onnx-1.js'))?.text()).toBe('/assets/onnx-1.js')
    expect(await storedOnDemand(caches, '/index.html')).toBeUndefined()
    expect(await storedOnDemand(caches, '/assets/other.js')).toBeUndefined()
  })

  test('come with a new version where they are used, and what did not change is not fetched again', async () => {
    const fetched: string[] = []
    const memory = await withOnnx(path => {
      fetched.push(path)
      return new Response(path)
    })
    fetched.length = 0
    await renewOnDemand(memory.caches, listing)
    expect(fetched).toEqual(['/assets/onnx-2.js'])
    // The version before may still be open in a tab: its files go when the new one has taken over.
    expect(memory.contents()).toEqual({
      'weft-on-demand-onnx': ['/assets/onnx-1.js', '/assets/runtime-1.wasm', '/assets/onnx-2.js'],
      'workbox-precache': ['/index.html'],
    })
  })

  test('of a version before go when another has taken over', async () => {
    const { caches, contents } = await withOnnx()
    await renewOnDemand(caches, listing)
    await tidyOnDemand(caches, list)
    expect(contents()).toEqual({
      'weft-on-demand-onnx': ['/assets/runtime-1.wasm', '/assets/onnx-2.js'],
      'workbox-precache': ['/index.html'],
    })
  })

  test.each([
    ['that is missing', undefined],
    ['of another shape', ['onnx']],
    ['that does not name them', { webllm: list.webllm }],
    ['of names that are no names', { onnx: [1, null] }],
  ])('do not go by a list %s', async (_what, other) => {
    const { caches, contents } = await withOnnx()
    const before = contents()
    await tidyOnDemand(caches, other)
    expect(contents()).toEqual(before)
  })

  test('are not asked for where nobody uses them', async () => {
    const { caches, contents } = createMemoryCaches(path => new Response(path))
    let asked = 0
    await renewOnDemand(caches, async () => {
      asked += 1
      return listing()
    })
    expect(asked).toBe(0)
    expect(contents()).toEqual({})
  })

  test.each([
    ['a server without the list', async () => new Response('', { status: 404 })],
    ['a list of another shape', async () => Response.json(['onnx'])],
    ['names that are no names', async () => Response.json({ onnx: [1, null] })],
  ])('stay as they are with %s', async (_what, ask) => {
    const memory = await withOnnx()
    const before = memory.contents()
    await renewOnDemand(memory.caches, ask)
    expect(memory.contents()).toEqual(before)
  })
})
