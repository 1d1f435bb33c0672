/** The app's own engine, started by hand in a page and called the way the page calls it (Comlink's wire format). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { builtApp } from '../stack/app-server.ts'

const workerPath = (): string => {
  const file = readdirSync(join(builtApp, 'assets')).find(name => /^main\.worker-.*\.js$/.test(name))
  if (file === undefined) throw new Error('The build has no engine worker: build the app first')
  return `/assets/${file}`
}

/**
 * Starts the engine once and ends it: the profile has the app's databases then, with nothing in them. The page must
 * have been opened with the policy bypassed, since the worker is started from outside the app.
 */
export const createDatabases = (page: Page): Promise<void> =>
  page.evaluate(async path => {
    const worker = new Worker(path, { type: 'module' })
    const started = await new Promise(resolve => {
      const id = crypto.randomUUID()
      worker.addEventListener('message', (event: MessageEvent<{ id: string }>) => {
        if (event.data.id === id) resolve(event.data)
      })
      worker.postMessage({ id, type: 'APPLY', path: ['start'], argumentList: [] })
    })
    worker.terminate()
    const { type, value } = started as { readonly type: string; readonly value: { readonly ok: boolean } }
    if (type !== 'RAW' || !value.ok) throw new Error(`The engine did not start: ${JSON.stringify(started)}`)
  }, workerPath())
