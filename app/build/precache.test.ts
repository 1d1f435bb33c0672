import { describe, expect, test } from 'vitest'
import { type Chunk, filesOnDemand, filesToPrecache } from './precache.ts'
import { precacheRules } from './precache-rules.ts'

const chunk = (fileName: string, more: Partial<Chunk> = {}): Chunk => ({
  fileName,
  isEntry: false,
  imports: [],
  dynamicImports: [],
  moduleIds: [],
  assets: [],
  ...more,
})

const everything = { partOf: () => undefined, isLazyChunkNeeded: () => true, isAssetNeeded: () => true }

describe('the walk over a build', () => {
  test('takes the entry, what it imports, and what those import, each once', () => {
    const chunks = [
      chunk('lonely.js'),
      chunk('index.js', { isEntry: true, imports: ['a.js', 'b.js'], assets: ['index.css'] }),
      chunk('a.js', { imports: ['b.js'] }),
      chunk('b.js', { imports: ['a.js'], assets: ['face.woff2'] }),
    ]
    expect(filesToPrecache(chunks, everything)).toEqual([
      'index.js',
      'index.css',
      'a.js',
      'b.js',
      'face.woff2',
    ])
  })

  test('takes lazy chunks with what they import, and leaves out those that are not needed', () => {
    const chunks = [
      chunk('worker.js', { isEntry: true, dynamicImports: ['sdk.js', 'rare.js'] }),
      chunk('sdk.js', { imports: ['shared.js'] }),
      chunk('rare.js', { imports: ['only-rare.js'] }),
      chunk('only-rare.js'),
      chunk('shared.js'),
    ]
    const rules = { ...everything, isLazyChunkNeeded: (lazy: Chunk) => lazy.fileName !== 'rare.js' }
    expect(filesToPrecache(chunks, rules)).toEqual(['worker.js', 'sdk.js', 'shared.js'])
  })

  test('what is not needed as a lazy chunk is taken when something needed imports it at once', () => {
    const chunks = [
      chunk('index.js', { isEntry: true, dynamicImports: ['rare.js', 'common.js'] }),
      chunk('rare.js'),
      chunk('common.js', { imports: ['rare.js'] }),
    ]
    const rules = { ...everything, isLazyChunkNeeded: (lazy: Chunk) => lazy.fileName !== 'rare.js' }
    expect(filesToPrecache(chunks, rules)).toEqual(['index.js', 'common.js', 'rare.js'])
  })
})

describe('parts on demand', () => {
  const rules = {
    ...everything,
    partOf: ({ fileName }: Chunk) => (fileName.startsWith('engine') ? 'engine' : undefined),
    isLazyChunkNeeded: ({ fileName }: Chunk) => !fileName.startsWith('engine'),
    isAssetNeeded: (fileName: string) => !fileName.endsWith('.wasm'),
  }

  test('are their chunks with what only they need', () => {
    const chunks = [
      chunk('worker.js', { isEntry: true, imports: ['shared.js'], dynamicImports: ['engine.js'] }),
      chunk('engine.js', { imports: ['shared.js', 'kernel.js'], assets: ['runtime.wasm', 'face.woff2'] }),
      chunk('kernel.js', { dynamicImports: ['rare-kernel.js'] }),
      chunk('rare-kernel.js'),
      chunk('shared.js', { assets: ['face.woff2'] }),
    ]
    expect(filesOnDemand(chunks, rules)).toEqual(
      new Map([['engine', new Set(['engine.js', 'runtime.wasm', 'kernel.js', 'rare-kernel.js'])]]),
    )
    expect(filesToPrecache(chunks, rules)).toEqual(['worker.js', 'shared.js', 'face.woff2'])
  })

  test('are none where nothing belongs to one', () => {
    expect(filesOnDemand([chunk('index.js', { isEntry: true })], rules)).toEqual(new Map())
  })

  test.each([
    ['@mlc-ai/web-llm/lib/index.js', 'webllm'],
    ['@huggingface/transformers/dist/transformers.web.js', 'onnx'],
    ['@anthropic-ai/sdk/client.mjs', 'anthropic'],
    ['openai/client.mjs', undefined],
  ])('%s belongs to %s, and is not stored for everybody', (path, part) => {
    const library = chunk('library.js', { moduleIds: [`/x/node_modules/${path}`] })
    expect(precacheRules.partOf(library)).toBe(part)
    expect(precacheRules.isLazyChunkNeeded(library)).toBe(part === undefined)
  })
})

describe('what Weft stores', () => {
  const grammar = (name: string): Chunk =>
    chunk(`${name}.js`, { moduleIds: [`/x/node_modules/shiki/dist/langs/${name}.mjs`] })

  test('common grammars and everything that is no grammar, but not the rare ones', () => {
    const { isLazyChunkNeeded } = precacheRules
    expect(isLazyChunkNeeded(grammar('python'))).toBe(true)
    expect(isLazyChunkNeeded(grammar('cobol'))).toBe(false)
    expect(isLazyChunkNeeded(chunk('cobol.js', { moduleIds: ['/x/@shikijs/langs/dist/cobol.mjs'] }))).toBe(
      false,
    )
    expect(
      isLazyChunkNeeded(chunk('katex.js', { moduleIds: ['/x/node_modules/katex/dist/katex.mjs'] })),
    ).toBe(true)
    expect(
      isLazyChunkNeeded(chunk('palette.js', { moduleIds: ['/x/src/features/palette/palette.tsx'] })),
    ).toBe(true)
  })

  test('one format of a font', () => {
    expect(['a.woff2', 'a.woff', 'a.ttf'].filter(precacheRules.isAssetNeeded)).toEqual(['a.woff2'])
  })
})
