import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPrecache, type Precache } from './precache-plugin.ts'

const sources: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
  'main.js':
    'import url from "./engine.worker.js?worker&url"; document.title = url; import("./lazy.js"); import("./rare.js")',
  'lazy.js': 'import "./lazy.css"; console.log("lazy")',
  'lazy.css': 'body { color: red }',
  'rare.js': 'console.log("rare")',
  'engine.worker.js': 'import("./sdk.js").then(sdk => postMessage(sdk))',
  'sdk.js': 'export const sdk = "a vendor"',
}

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weft-precache-'))
  for (const [name, source] of Object.entries(sources)) await writeFile(join(directory, name), source)
})

afterEach(() => rm(directory, { recursive: true }))

/** Builds the little app; gives the files that were written, as workbox would find them. */
const buildWith = async (precache: Precache) => {
  const output = { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' }
  const result = await build({
    root: directory,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, modulePreload: { polyfill: false }, rolldownOptions: { output } },
    worker: { format: 'es', rolldownOptions: { output }, plugins: () => [precache.worker()] },
    plugins: [precache.page()],
  })
  const built = Array.isArray(result) || !('output' in result) ? [] : result.output
  return built.map(({ fileName }) => ({ url: fileName, size: 1000, revision: null }))
}

const precacheOf = (budget: number): Precache =>
  createPrecache({
    rules: {
      partOf: () => undefined,
      isLazyChunkNeeded: chunk => !chunk.moduleIds.some(id => id.endsWith('rare.js')),
      isAssetNeeded: () => true,
    },
    publicFiles: ['index.html'],
    budget,
  })

const namesOf = (entries: readonly { readonly url: string }[]): readonly string[] =>
  entries.map(({ url }) => url.replace(/^assets\//, '').replace(/-[\w-]{8}\./, '.')).toSorted()

describe('the files of a real build', () => {
  test('a worker is stored with its lazy chunks, which are not in the page’s manifest', async () => {
    const precache = precacheOf(100_000)
    const entries = await buildWith(precache)
    expect(namesOf(precache.transform(entries).manifest)).toEqual([
      'engine.worker.js',
      'index.html',
      'index.js',
      'lazy.css',
      'lazy.js',
      'on-demand.json',
      'sdk.js',
    ])
    expect(namesOf(entries)).toContain('rare.js')
  })

  test('more than the budget fails the build and names the largest', async () => {
    const precache = precacheOf(5_000)
    const entries = await buildWith(precache)
    expect(() => precache.transform(entries)).toThrow(/7 kB.*budget of 5 kB.*engine\.worker/)
  })

  test('a file that ought to be stored and is not there fails the build', async () => {
    const precache = precacheOf(100_000)
    const entries = await buildWith(precache)
    expect(() => precache.transform(entries.filter(({ url }) => !url.includes('sdk')))).toThrow(
      /not stored: assets\/sdk/,
    )
  })
})
