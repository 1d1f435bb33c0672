/** A worker in a page that answers calls by name, and what of it a bench measures. */
import type { CDPSession, Page } from '@playwright/test'

export interface BenchWorker {
  /** Milliseconds there and back from the page, and the answer. */
  readonly call: <T>(name: string, ...args: readonly unknown[]) => Promise<Timed<T>>
  readonly end: () => Promise<void>
}

export interface Timed<T> {
  readonly took: number
  readonly value: T
}

/** `comlink`: its wire format, which the app's own workers speak; `plain`: `{id, name, args}` and `{id, value}`. */
export const startWorker = async (
  page: Page,
  path: string,
  wire: 'comlink' | 'plain',
): Promise<BenchWorker> => {
  await page.evaluate(
    ({ url, isComlink }) => {
      const worker = new Worker(url, { type: 'module' })
      const call = (name: string, args: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const id = crypto.randomUUID()
          const listen = (
            event: MessageEvent<{ id: string; type?: string; value: unknown; error?: string }>,
          ) => {
            if (event.data.id !== id) return
            worker.removeEventListener('message', listen)
            if (event.data.type === 'HANDLER' || event.data.error !== undefined)
              reject(new Error(JSON.stringify(event.data)))
            else resolve(event.data.value)
          }
          worker.addEventListener('message', listen)
          worker.addEventListener('error', event => reject(new Error(event.message)), { once: true })
          const argumentList = args.map(value => ({ type: 'RAW', value }))
          worker.postMessage(
            isComlink ? { id, type: 'APPLY', path: [name], argumentList } : { id, name, args },
          )
        })
      Object.assign(window, { benchWorker: { call, end: () => worker.terminate() } })
    },
    { url: path, isComlink: wire === 'comlink' },
  )
  return {
    call: <T>(name: string, ...args: readonly unknown[]) =>
      page.evaluate(
        async asked => {
          const worker = Reflect.get(window, 'benchWorker') as {
            readonly call: (name: string, args: readonly unknown[]) => Promise<unknown>
          }
          const began = performance.now()
          const value = await worker.call(asked.name, asked.args)
          return { took: performance.now() - began, value: value as T }
        },
        { name, args },
      ) as Promise<Timed<T>>,
    end: () =>
      page.evaluate(() => {
        const worker = Reflect.get(window, 'benchWorker') as { readonly end: () => void }
        worker.end()
      }),
  }
}

export interface WorkerMemory {
  /** Bytes of live objects, and of buffers outside the heap. */
  readonly heap: number
  readonly buffers: number
}

/** Of the only worker of a page, after a collection of garbage. */
export const workerMemory = async (page: Page): Promise<WorkerMemory> => {
  const session = await page.context().newCDPSession(page)
  const { promise: attached, resolve } = Promise.withResolvers<string>()
  session.on('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId))
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  })
  const sessionId = await attached
  await ask(session, sessionId, 1, 'HeapProfiler.collectGarbage')
  const usage = await ask(session, sessionId, 2, 'Runtime.getHeapUsage')
  await session.detach()
  return { heap: Number(usage['usedSize'] ?? 0), buffers: Number(usage['backingStorageSize'] ?? 0) }
}

const ask = (
  session: CDPSession,
  sessionId: string,
  id: number,
  method: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const { promise, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>>>()
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as { readonly id?: number; readonly result?: Record<string, unknown> }
    if (answer.id === id) resolve(answer.result ?? {})
  })
  void session.send('Target.sendMessageToTarget', {
    sessionId,
    message: JSON.stringify({ id, method, params: {} }),
  })
  return promise
}
