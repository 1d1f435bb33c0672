/** The search by meaning over a hundred thousand passages: the built app's own worker, asked as the page asks it. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { builtApp } from '../stack/app-server.ts'
import { percentile } from './browser.ts'
import type { Figure } from './report.ts'

export interface VectorSeed {
  readonly threads: number
  readonly passagesPerThread: number
  readonly dimension: number
}

const workerPath = (): string => {
  const file = readdirSync(join(builtApp, 'assets')).find(name => /^vectors\.worker-.*\.js$/.test(name))
  if (file === undefined) throw new Error('The build has no worker of vectors: build the app first')
  return `/assets/${file}`
}

interface Measured {
  readonly opened: number
  readonly searches: readonly number[]
  readonly changed: number
  readonly hits: number
}

/** The page must have been opened with the policy bypassed: the worker is started from outside the app. */
const measure = (page: Page, seed: VectorSeed): Promise<Measured> =>
  page.evaluate(
    async ({ path, threads, passagesPerThread, dimension }) => {
      const modelId = `bench-${dimension}`
      const random = (count: number): Int8Array =>
        Int8Array.from({ length: count }, () => Math.round((Math.random() + Math.random() - 1) * 30))
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('weft')
        request.onerror = () => reject(request.error)
        request.onsuccess = () => resolve(request.result)
      })
      const rowOf = (thread: number) => {
        const name = `${modelId}-${thread}`
        return {
          modelId,
          workspaceId: 'wsp_bench',
          roomId: name,
          madeFrom: '1.1',
          size: passagesPerThread * dimension,
          dimension,
          entries: Array.from({ length: passagesPerThread }, (_, passage) => ({
            messageId: `${name}-${passage}`,
            offset: 0,
          })),
          hashes: Array.from({ length: passagesPerThread }, (_, passage) => `${name}-${passage}`),
          bytes: new Uint8Array(random(passagesPerThread * dimension).buffer),
        }
      }
      const put = (rows: readonly object[]): Promise<void> =>
        new Promise((resolve, reject) => {
          const transaction = database.transaction('vectors', 'readwrite', { durability: 'relaxed' })
          transaction.oncomplete = () => resolve()
          transaction.onerror = () => reject(transaction.error)
          for (const row of rows) transaction.objectStore('vectors').put(row)
        })
      for (let thread = 0; thread < threads; thread += 100)
        await put(Array.from({ length: 100 }, (_, index) => rowOf(thread + index)))

      const worker = new Worker(path, { type: 'module' })
      const search = (): Promise<{ length: number }> =>
        new Promise((resolve, reject) => {
          const id = crypto.randomUUID()
          const listen = (event: MessageEvent<{ id: string; type: string; value: { length: number } }>) => {
            if (event.data.id !== id) return
            worker.removeEventListener('message', listen)
            if (event.data.type === 'RAW') resolve(event.data.value)
            else reject(new Error(JSON.stringify(event.data)))
          }
          worker.addEventListener('message', listen)
          const query = Float32Array.from({ length: dimension }, () => Math.random() - 0.5)
          const length = Math.hypot(...query)
          const vector = query.map(number => number / length)
          const argumentList = [modelId, vector, 32].map(value => ({ type: 'RAW', value }))
          worker.postMessage({ id, type: 'APPLY', path: ['search'], argumentList })
        })
      const timed = async (): Promise<number> => {
        const begun = performance.now()
        await search()
        return performance.now() - begun
      }
      const opened = await timed()
      const searches: number[] = []
      for (let run = 0; run < 60; run += 1) searches.push(await timed())

      const channel = new BroadcastChannel('weft-vectors')
      await put([rowOf(0)])
      channel.postMessage({ type: 'thread', modelId, workspaceId: 'wsp_bench', roomId: `${modelId}-0` })
      const changed = await timed()
      const { length: hits } = await search()
      channel.close()
      worker.terminate()
      database.close()
      return { opened, searches, changed, hits }
    },
    { path: workerPath(), ...seed },
  )

export const benchVectors = async (page: Page, seed: VectorSeed): Promise<readonly Figure[]> => {
  const { opened, searches, changed, hits } = await measure(page, seed)
  if (hits === 0) throw new Error('The worker found nothing')
  const passages = seed.threads * seed.passagesPerThread
  const what = `${passages.toLocaleString('en')} passages of ${seed.dimension} numbers`
  const p50 = percentile(searches, 0.5)
  return [
    {
      what: `search by meaning over ${what}, p95`,
      measured: percentile(searches, 0.95),
      budget: 50,
      unit: 'ms',
      values: searches,
      note: `p50 ${p50.toFixed(1)} ms, there and back from the page`,
    },
    {
      what: `the first search over ${what}, read from disk`,
      measured: opened,
      budget: 3_000,
      unit: 'ms',
    },
    {
      what: `search right after a thread has changed, ${what}`,
      measured: changed,
      budget: 100,
      unit: 'ms',
    },
  ]
}
