import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sharesOf } from './by-package.ts'

test('every byte of a chunk is somebody’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-shares-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'index.js')
  // Four bytes of nobody, six of yjs, five of ours, then a second line of twenty that is yjs again.
  await writeFile(file, `${'-'.repeat(4)}${'y'.repeat(6)}${'w'.repeat(5)}\n${'y'.repeat(20)}`)
  const sources = [
    '../../node_modules/.pnpm/yjs@13.6.33/node_modules/yjs/src/index.js',
    '../../src/features/threads/rows.ts',
  ]
  await writeFile(`${file}.map`, JSON.stringify({ version: 3, sources, mappings: 'IAAA,MCAA;ADAA' }))

  expect(sharesOf([file])).toEqual([
    { name: 'yjs', raw: 26 },
    { name: 'src/features/threads', raw: 5 },
    { name: 'the bundler', raw: 4 },
  ])
})
