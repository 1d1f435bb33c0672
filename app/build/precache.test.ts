import { describe, expect, test } from 'vitest'
import { type Chunk, filesToPrecache } from './precache.ts'
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
