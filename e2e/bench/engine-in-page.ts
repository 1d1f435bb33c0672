/**
 * Fills a profile through the app's own engine: its worker is started by hand in the page and called the way
 * the page calls it (Comlink's wire format), so that what is measured was written by the real commands, sealed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { builtApp } from '../stack/app-server.ts'

export interface Seed {
  readonly threads: number
  readonly messagesPerThread: number
  /** Messages of one thread beside them. */
  readonly longThread: number
}

export interface Seeded {
  readonly threadId: string
  readonly longThreadId: string
  readonly seconds: number
  /** Bytes of all message texts, and of the log that holds them sealed. */
  readonly plainBytes: number
  readonly sealedBytes: number
}

const workerPath = (): string => {
  const file = readdirSync(join(builtApp, 'assets')).find(name => /^main\.worker-.*\.js$/.test(name))
  if (file === undefined) throw new Error('The build has no engine worker: build the app first')
  return `/assets/${file}`
}

/** The page must have been opened with the policy bypassed: the worker is started from outside the app. */
export const seedProfile = (page: Page, seed: Seed): Promise<Seeded> =>
  page.evaluate(
    async ({ path, threads, messagesPerThread, longThread }) => {
      const worker = new Worker(path, { type: 'module' })
      const call = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const id = crypto.randomUUID()
          const listen = (event: MessageEvent<{ id: string; type: string; value: unknown }>): void => {
            if (event.data.id !== id) return
            worker.removeEventListener('message', listen)
            if (event.data.type === 'RAW') resolve(event.data.value)
            else reject(new Error(JSON.stringify(event.data)))
          }
          worker.addEventListener('message', listen)
          const argumentList = args.map(value => ({ type: 'RAW', value }))
          worker.postMessage({ id, type: 'APPLY', path: [name], argumentList })
        })
      const started = (await call('start')) as { ok: boolean; value: { workspaceId: string } }
      if (!started.ok) throw new Error(JSON.stringify(started))
      const { workspaceId } = started.value

      const letters = 'abcdefghijklmnopqrstuvwxyz234567'
      const idOf = (kind: string): string =>
        `${kind}_${Array.from(crypto.getRandomValues(new Uint8Array(26)), byte => letters[byte % 32]).join('')}`
      const words =
        'loom warp weft shuttle heddle reed selvedge bobbin twill plain satin thread beam pick shed yarn'.split(
          ' ',
        )
      const word = (n: number): string => words[(n * 7919) % words.length] ?? 'loom'
      const paragraph = (seedNumber: number, length: number): string => {
        let text = ''
        for (let n = seedNumber; text.length < length; n += 1) text += `${word(n)} `
        return text.trim()
      }
      const answer = (n: number): string =>
        `${paragraph(n, 400)}.\n\n- ${paragraph(n + 3, 60)}\n- ${paragraph(n + 5, 60)}\n\n\`\`\`ts\nconst pick = ${n}\n\`\`\`\n\n${paragraph(n + 9, 300)}.`
      let plainBytes = 0

      const found = async (threadId: string, count: number, at: number): Promise<void> => {
        let parentId: string | null = null
        const messages = Array.from({ length: count }, (_, index) => {
          const id = idOf('msg')
          const text = index % 2 === 0 ? `${paragraph(index + at, 120)}?` : answer(index + at)
          plainBytes += text.length
          const time = at + index * 1_000
          const record = {
            parentId,
            role: index % 2 === 0 ? 'user' : 'assistant',
            stamp: time.toString(16).padStart(12, '0') + '0000',
            createdAt: time,
            parts: [{ type: 'text', text }],
            status: 'complete',
          }
          parentId = id
          return { id, record }
        })
        const title = `${word(at % 97)} ${word(at % 89)} ${threadId.slice(-4)}`
        const result = (await call('execute', 'thread.found', {
          workspaceId,
          threadId,
          createdAt: at,
          title,
          messages,
        })) as { ok: boolean }
        if (!result.ok) throw new Error(JSON.stringify(result))
      }

      const begun = performance.now()
      const now = Date.now()
      const day = 86_400_000
      const longThreadId = idOf('thr')
      await found(longThreadId, longThread, now - day / 2)
      let threadId = ''
      for (let index = threads - 1; index >= 0; index -= 1) {
        threadId = idOf('thr')
        await found(
          threadId,
          messagesPerThread,
          now - Math.floor((index * 3_000 * day) / threads) - 3_600_000,
        )
      }
      const seconds = (performance.now() - begun) / 1_000
      const sealedBytes = await new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('weft')
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          let total = 0
          const cursor = request.result.transaction('updates').objectStore('updates').openCursor()
          cursor.onerror = () => reject(cursor.error)
          cursor.onsuccess = () => {
            if (!cursor.result) return resolve(total)
            total += (cursor.result.value.bytes as Uint8Array).length
            cursor.result.continue()
          }
        }
      })
      worker.terminate()
      return { threadId, longThreadId, seconds, plainBytes, sealedBytes }
    },
    { path: workerPath(), ...seed },
  )
