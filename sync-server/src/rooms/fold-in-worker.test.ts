import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { systemClock } from '@weft/shared/env.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { createFolder } from './fold-in-worker.ts'
import { threadLimits } from './watched-thread.ts'

const rows = (() => {
  const doc = new Y.Doc()
  doc.getMap('m').set('key', 'value')
  return [{ seq: 1, bytes: Y.encodeStateAsUpdate(doc) }]
})()

const script = async (text: string): Promise<URL> => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-fold-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'worker.mjs')
  await writeFile(path, `import { parentPort } from 'node:worker_threads'\n${text}`)
  return pathToFileURL(path)
}

test('a thread folds one room after the other', async () => {
  const folder = createFolder(systemClock)
  onTestFinished(() => folder.stop())
  for (let room = 0; room < 2; room += 1) {
    const result = await folder.fold({ snapshot: undefined, rows })
    expect(result).toMatchObject({ ok: true, value: { seq: 1, unreadable: [] } })
  }
  const bad = await folder.fold({ snapshot: { seq: 1, bytes: Uint8Array.of(1, 200) }, rows })
  expect(bad).toEqual({ ok: false, error: { type: 'fold-snapshot-unreadable' } })
})

test('a fold that does not end is cut off, and the next one has a new thread', async () => {
  const clock = testClock()
  const once = await script(`
    parentPort.on('message', ({ rows }) => { if (rows.length > 1) for (;;); parentPort.postMessage('folded') })`)
  const folder = createFolder(clock, threadLimits, once)
  onTestFinished(() => folder.stop())
  const endless = folder.fold({ snapshot: undefined, rows: [...rows, ...rows] })
  clock.advance(threadLimits.watchdog)
  expect(await endless).toEqual({ ok: false, error: { type: 'fold-timeout' } })
  expect(await folder.fold({ snapshot: undefined, rows })).toBe('folded')
})

test('a thread that dies fails the fold at hand, and the next one has a new thread', async () => {
  const dying = await script(`
    parentPort.on('message', ({ rows }) => {
      if (rows.length > 1) { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)) }
      parentPort.postMessage('folded')
    })`)
  const folder = createFolder(systemClock, { ...threadLimits, memory: 16 }, dying)
  onTestFinished(() => folder.stop())
  const large = await folder.fold({ snapshot: undefined, rows: [...rows, ...rows] })
  expect(large).toEqual({ ok: false, error: { type: 'fold-crashed' } })
  expect(await folder.fold({ snapshot: undefined, rows })).toBe('folded')
})
