import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { measureFirstScreen } from './first-screen.ts'

const manifest = {
  'index.html': {
    file: 'assets/index.js',
    isEntry: true,
    imports: ['_shared.js'],
    dynamicImports: ['src/math.ts'],
    css: ['assets/index.css'],
  },
  '_shared.js': { file: 'assets/shared.js', imports: ['index.html', '_deep.js'] },
  '_deep.js': { file: 'assets/deep.js' },
  'src/math.ts': { file: 'assets/math.js', imports: ['_shared.js'], isDynamicEntry: true },
}

const code = (name: string): string => `export const ${name} = '${randomBytes(500).toString('base64')}'\n`

const contents = {
  'assets/index.js': code('index'),
  'assets/shared.js': code('shared'),
  'assets/deep.js': code('deep'),
  'assets/math.js': code('math'),
  'assets/index.css': 'body{}',
}

const build = async (
  sourcesByFile: Readonly<Record<string, readonly string[]>> = {},
  written: unknown = manifest,
): Promise<string> => {
  const dist = await mkdtemp(join(tmpdir(), 'weft-bundle-'))
  onTestFinished(() => rm(dist, { recursive: true }))
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dist, path)), { recursive: true })
    await writeFile(join(dist, path), text)
  }
  await write('.vite/manifest.json', JSON.stringify(written))
  for (const [path, text] of Object.entries(contents)) {
    await write(path, text)
    const sources = sourcesByFile[path] ?? ['../../src/main.tsx']
    if (path.endsWith('.js'))
      await write(`${path}.map`, JSON.stringify({ version: 3, sources, mappings: '' }))
  }
  return dist
}

test('counts what is imported statically, each file once, and nothing that is loaded on demand', async () => {
  const { chunks, gzip, intruders } = measureFirstScreen(await build())
  expect(chunks.map(chunk => chunk.file).toSorted()).toEqual(['deep.js', 'index.js', 'shared.js'])
  const expected = (['assets/index.js', 'assets/shared.js', 'assets/deep.js'] as const)
    .map(path => gzipSync(contents[path], { level: 9 }).length)
    .reduce((a, b) => a + b)
  expect(gzip).toBe(expected)
  expect(intruders).toEqual([])
})

test.each([
  ['../../../node_modules/.pnpm/katex@0.19.1/node_modules/katex/dist/katex.mjs', 'KaTeX'],
  ['../../../node_modules/.pnpm/x/node_modules/@mlc-ai/web-llm/lib/index.js', 'WebLLM'],
  ['../../../node_modules/.pnpm/x/node_modules/mermaid/dist/mermaid.mjs', 'Mermaid'],
  ['../../../node_modules/.pnpm/x/node_modules/@shikijs/langs/dist/ada.mjs', 'a grammar of Shiki'],
  ['../../src/features/import/chat-export.ts', 'an importer'],
  ['../../../node_modules/.pnpm/x/node_modules/yjs/dist/yjs.mjs', 'the engine'],
  ['../../../node_modules/.pnpm/x/node_modules/openai/client.mjs', 'a vendor SDK'],
])('%s may not be in the first screen, but on demand', async (source, name) => {
  const first = measureFirstScreen(await build({ 'assets/deep.js': ['../../src/main.tsx', source] }))
  expect(first.intruders).toEqual([`${name}: ${source}`])
  expect(measureFirstScreen(await build({ 'assets/math.js': [source] })).intruders).toEqual([])
})

test('a build that cannot be measured is an error', async () => {
  const dist = await build()
  await rm(join(dist, 'assets/deep.js.map'))
  expect(() => measureFirstScreen(dist)).toThrow('deep.js.map')
  const withoutEntry = await build({}, { 'src/math.ts': { file: 'assets/math.js' } })
  expect(() => measureFirstScreen(withoutEntry)).toThrow('no entry')
  const dangling = await build(
    {},
    { 'index.html': { file: 'assets/index.js', isEntry: true, imports: ['_gone.js'] } },
  )
  expect(() => measureFirstScreen(dangling)).toThrow('_gone.js')
})
