/** `pnpm bench:search`: the full-text search of the built app, beside SQLite's FTS5 over the same rows in the same run. */
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { builtApp } from '../stack/app-server.ts'
import { startStack } from '../stack/stack.ts'
import { median, openBrowser, percentile } from './browser.ts'
import { createDatabases } from './engine-in-page.ts'
import { tenYears } from './history/history.ts'
import { type Figure, isMet, printFigure, writeResults } from './report.ts'
import { type BenchWorker, startWorker, workerMemory } from './search/bench-worker.ts'
import { fillRows } from './search/fill-rows.ts'
import { type AskedQuestions, makeQuestions } from './search/questions.ts'

interface Answer {
  readonly messageCount: number
  readonly coverage: { readonly type: 'whole' | 'building' }
}

const plan = tenYears
const megabyte = 1e6
const question = (text: string) => ({ text, order: 'rank', limit: 20, hitsPerThread: 3 })
const searchWorker = (): string => {
  const file = readdirSync(join(builtApp, 'assets')).find(name => /^search\.worker-.*\.js$/.test(name))
  if (file === undefined) throw new Error('The build has no search worker: build the app first')
  return `/assets/${file}`
}

const sqliteFolder = dirname(fileURLToPath(import.meta.resolve('@sqlite.org/sqlite-wasm')))

const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
await using stack = await startStack()
await using browser = await openBrowser(profile, { bypassCSP: true })
const { page } = browser
await page.route('**/bench-sqlite/*', route => {
  const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
  const file =
    name === 'sqlite-fts5.js' ? join(import.meta.dirname, 'search', name) : join(sqliteFolder, name)
  return route.fulfill({
    body: readFileSync(file),
    contentType: name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript',
  })
})
// No app in it: what is measured runs alone.
await page.goto(new URL('/healthz', stack.app.url).href)
await createDatabases(page)
process.stdout.write('Filling the profile…\n')
const filled = await fillRows(page, plan)
const asked = makeQuestions(filled.samples)
const figures: Figure[] = []
const add = (figure: Figure): void => {
  printFigure(figure)
  figures.push(figure)
}

const savedBytes = (of: Page): Promise<number> =>
  of.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('weft')
        request.onerror = () => reject(request.error ?? new Error('The database does not open'))
        request.onsuccess = () => {
          let total = 0
          const cursor = request.result.transaction('searchBlocks').objectStore('searchBlocks').openCursor()
          cursor.onerror = () => reject(cursor.error ?? new Error('The blocks do not open'))
          cursor.onsuccess = () => {
            if (!cursor.result) {
              request.result.close()
              return resolve(total)
            }
            total += (cursor.result.value.bytes as Uint8Array).length
            cursor.result.continue()
          }
        }
      }),
  )

/** Until it says that it is whole, asked all the while: how long that took, and how long the answers did. */
const build = async (worker: BenchWorker): Promise<{ seconds: number; answers: readonly number[] }> => {
  const began = performance.now()
  const answers: number[] = []
  for (;;) {
    const { took, value } = await worker.call<Answer>('search', question('the '))
    answers.push(took)
    if (value.coverage.type === 'whole') return { seconds: (performance.now() - began) / 1_000, answers }
    await page.waitForTimeout(1_000)
  }
}

/** Until no merge has changed what is stored for two seconds. */
const settle = async (): Promise<void> => {
  for (let before = -1, now = await savedBytes(page); now !== before; now = await savedBytes(page)) {
    before = now
    await page.waitForTimeout(2_000)
  }
}

const timeWeft = async (worker: BenchWorker, { questions }: AskedQuestions): Promise<readonly number[]> => {
  const times: number[] = []
  for (const { text } of questions) times.push((await worker.call<Answer>('search', question(text))).took)
  return times
}

const timeSqlite = async (worker: BenchWorker, { questions }: AskedQuestions): Promise<readonly number[]> => {
  const times: number[] = []
  for (const { match, where } of questions) times.push((await worker.call('search', match, where ?? '')).took)
  return times
}

/** From nothing to the first answer: script, tables, segments and all. */
const reopen = async (): Promise<number> => {
  const began = performance.now()
  const worker = await startWorker(page, searchWorker(), 'comlink')
  const { value } = await worker.call<Answer>('search', question('the '))
  const took = performance.now() - began
  if (value.messageCount === 0) throw new Error('The index that was reopened finds nothing')
  await worker.end()
  return took
}

const size = `${filled.messages.toLocaleString('en')} messages`
let worker = await startWorker(page, searchWorker(), 'comlink')
const built = await build(worker)
add({ what: `full-text index of ${size} built`, measured: built.seconds, budget: 60, unit: 's' })
add({
  what: 'search while the index is being built, p95',
  measured: percentile(built.answers, 0.95),
  budget: 50,
  unit: 'ms',
  values: built.answers,
})
await settle()
const saved = await savedBytes(page)
add({
  what: 'bytes of the index for each byte of text',
  measured: saved / filled.plainBytes,
  budget: 0.5,
  unit: '×',
  note: `${(saved / megabyte).toFixed(1)} of ${(filled.plainBytes / megabyte).toFixed(1)} MB`,
})
await worker.end()
const reopened: number[] = []
for (let run = 0; run < 7; run += 1) reopened.push(await reopen())
add({
  what: `search reopened, ${size}, to the first answer`,
  measured: median(reopened),
  budget: 500,
  unit: 'ms',
  values: reopened,
})

worker = await startWorker(page, searchWorker(), 'comlink')
await worker.call('open')
const weftTimes = new Map<string, readonly number[]>()
for (const kind of asked) {
  const times = await timeWeft(worker, kind)
  weftTimes.set(kind.kind, times)
  add({
    what: `search ${size}, ${kind.kind}, p95`,
    measured: percentile(times, 0.95),
    budget: 50,
    unit: 'ms',
    values: times,
    note: `p50 ${percentile(times, 0.5).toFixed(1)} ms, with snippets, there and back`,
  })
}
add({
  what: `search ${size}, all of these questions, p95`,
  measured: percentile([...weftTimes.values()].flat(), 0.95),
  budget: 50,
  unit: 'ms',
})
const memory = await workerMemory(page)
add({
  what: 'memory of the search worker after these questions, heap and buffers',
  measured: (memory.heap + memory.buffers) / megabyte,
  budget: 60,
  unit: 'MB',
  note: `heap ${(memory.heap / megabyte).toFixed(1)} MB`,
})

/** A message is put beside the others and hinted at as the engine does. */
const sayAndFind = async (number: number): Promise<number> => {
  const name = `benchword${number}`
  await page.evaluate(async word => {
    const database = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open('weft')
      request.onsuccess = () => resolve(request.result)
    })
    const transaction = database.transaction(['rooms', 'threads', 'messages'], 'readwrite')
    const stored = new Promise<void>(resolve => {
      transaction.oncomplete = () => resolve()
    })
    const first = transaction.objectStore('threads').openCursor()
    first.onsuccess = () => {
      const { workspaceId, roomId } = first.result?.value ?? {}
      const id = `msg_${Array.from(crypto.getRandomValues(new Uint8Array(26)), byte => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('')}`
      const parts = [{ type: 'text', text: word }]
      const row = {
        workspaceId,
        roomId,
        parentKey: '',
        stamp: `z${word}`,
        id,
        role: 'user',
        createdAt: 1,
        parts,
        status: 'complete',
        continues: false,
      }
      transaction.objectStore('messages').put(row)
      transaction
        .objectStore('rooms')
        .put({ workspaceId, roomId, head: Date.now(), materialized: 1, writtenAt: 0 })
      Reflect.set(window, 'benchRoom', { workspaceId, roomId })
    }
    await stored
    database.close()
    const channel = new BroadcastChannel('weft-log')
    channel.postMessage(Reflect.get(window, 'benchRoom'))
    channel.close()
  }, name)
  const began = performance.now()
  while ((await worker.call<Answer>('search', question(`${name} `))).value.messageCount === 0)
    await page.waitForTimeout(10)
  return performance.now() - began
}
const seen: number[] = []
for (let number = 0; number < 10; number += 1) seen.push(await sayAndFind(number))
add({
  what: `a message can be found after it was written, beside ${size}, slowest of ten`,
  measured: Math.max(...seen),
  budget: 1_000,
  unit: 'ms',
  values: seen,
})
await worker.end()

const sqlite = await startWorker(page, '/bench-sqlite/sqlite-fts5.js', 'plain')
await sqlite.call('open')
const sqliteBuilt = (await sqlite.call('build')).took / 1_000
add({
  what: 'build, against SQLite FTS5 in the same run',
  measured: built.seconds / sqliteBuilt,
  budget: 1.5,
  unit: '×',
  note: `FTS5 ${sqliteBuilt.toFixed(1)} s`,
})
const sqliteSize = (await sqlite.call<number>('size')).value
add({
  what: 'bytes, against SQLite FTS5',
  measured: saved / sqliteSize,
  budget: 1,
  unit: '×',
  note: `FTS5 ${(sqliteSize / megabyte).toFixed(1)} MB`,
})
await sqlite.end()
const sqliteReopened: number[] = []
let again = sqlite
for (let run = 0; run < 7; run += 1) {
  const began = performance.now()
  again = await startWorker(page, '/bench-sqlite/sqlite-fts5.js', 'plain')
  await again.call('open')
  await again.call('search', '"the"', '')
  sqliteReopened.push(performance.now() - began)
  if (run < 6) await again.end()
}
add({
  what: 'reopened, against SQLite FTS5',
  measured: median(reopened) / median(sqliteReopened),
  budget: 1,
  unit: '×',
  values: sqliteReopened,
  note: `FTS5 ${median(sqliteReopened).toFixed(0)} ms`,
})
for (const kind of asked) {
  const times = await timeSqlite(again, kind)
  const own = weftTimes.get(kind.kind) ?? []
  add({
    what: `${kind.kind}, p95, against SQLite FTS5`,
    measured: percentile(own, 0.95) / percentile(times, 0.95),
    budget: 1,
    unit: '×',
    values: times,
    note: `FTS5 p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms; it knows no words of Chinese, Japanese and Thai`,
  })
}
const sqliteMemory = (await again.call<number>('memory')).value
await again.end()

const { samples: _samples, ...facts } = filled
process.stdout.write(`${writeResults('search', figures, { plan, ...facts, sqliteMemory })}\n`)
const missed = figures.filter(figure => !isMet(figure))
process.stdout.write(`${figures.length - missed.length} budgets met, ${missed.length} missed\n`)
await browser[Symbol.asyncDispose]()
await rm(profile, { recursive: true, force: true, maxRetries: 5 })
