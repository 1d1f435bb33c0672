import { expect, it } from 'vitest'
import { type AskedBrowser, readDeviceAbilities } from './read-device-abilities.ts'

const limits = {
  maxBufferSize: 2 ** 31,
  maxStorageBufferBindingSize: 2 ** 30,
  maxComputeWorkgroupStorageSize: 2 ** 15,
  maxStorageBuffersPerShaderStage: 10,
}

const adapter = {
  info: { description: '', vendor: 'apple', architecture: 'metal-3', isFallbackAdapter: false },
  features: new Set(['shader-f16']),
  limits,
}

const desktop = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36'

const withAdapter = (given: typeof adapter | null): AskedBrowser => ({
  gpu: { requestAdapter: () => Promise.resolve(given) },
  deviceMemory: 8,
  storage: { estimate: () => Promise.resolve({ usage: 3e9, quota: 10e9 }) },
  userAgent: desktop,
})

it('reads a processor with its limits, and the room that is left', async () => {
  expect(await readDeviceAbilities(withAdapter(adapter))).toEqual({
    gpu: { name: 'apple metal-3', isSoftware: false, halfFloats: true, ...limits },
    deviceMemory: 8,
    freeBytes: 7e9,
    quotaBytes: 10e9,
    isPhone: false,
  })
})

it('asks for the processor that WebLLM will ask for', async () => {
  const asked: unknown[] = []
  const requestAdapter = (options: unknown) => {
    asked.push(options)
    return Promise.resolve(adapter)
  }
  await readDeviceAbilities({ gpu: { requestAdapter }, userAgent: desktop })
  expect(asked).toEqual([{ powerPreference: 'high-performance' }])
})

it.each([
  ['that says it is a fallback', { ...adapter.info, isFallbackAdapter: true }],
  ['of Chromium, which may not say so', { ...adapter.info, vendor: 'google', architecture: 'swiftshader' }],
])('knows a software adapter %s', async (_, info) => {
  const { gpu } = await readDeviceAbilities(withAdapter({ ...adapter, info, features: new Set() }))
  expect(gpu).toMatchObject({ isSoftware: true, halfFloats: false })
})

it('prefers the description of a processor to its maker', async () => {
  const info = { ...adapter.info, description: 'Apple M4' }
  expect((await readDeviceAbilities(withAdapter({ ...adapter, info }))).gpu).toHaveProperty(
    'name',
    'Apple M4',
  )
})

it('tells a browser without WebGPU from one that gives no adapter', async () => {
  expect((await readDeviceAbilities({ userAgent: desktop })).gpu).toBe('none')
  expect((await readDeviceAbilities(withAdapter(null))).gpu).toBe('no-adapter')
  const lost = { requestAdapter: () => Promise.reject(new Error('device lost')) }
  expect((await readDeviceAbilities({ gpu: lost, userAgent: desktop })).gpu).toBe('no-adapter')
})

it.each<[string, AskedBrowser['storage']]>([
  ['is missing', undefined],
  ['fails', { estimate: () => Promise.reject(new Error('no')) }],
  ['says nothing', { estimate: () => Promise.resolve({}) }],
  ['has used more than its quota', { estimate: () => Promise.resolve({ usage: 2, quota: 0 }) }],
])('finds no room where the storage %s', async (_, storage) => {
  expect(await readDeviceAbilities({ storage, userAgent: desktop })).toMatchObject({
    freeBytes: 0,
    quotaBytes: 0,
  })
})

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148', true],
  ['Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36', true],
  ['Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', true],
  ['Mozilla/5.0 (Linux; Android 16; Tab) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36', false],
  [desktop, false],
])('knows whether it is a phone by %s', async (userAgent, isPhone) => {
  expect(await readDeviceAbilities({ userAgent })).toHaveProperty('isPhone', isPhone)
})

it('believes a browser that says whether it is mobile', async () => {
  const asked = { userAgent: desktop, userAgentData: { mobile: true } }
  expect(await readDeviceAbilities(asked)).toHaveProperty('isPhone', true)
})
