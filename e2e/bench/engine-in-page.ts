/**
 * The app's own engine, started by hand in a page and called the way the page calls it (Comlink's wire format), so
 * that what a bench finds in the profile was written by the real commands, sealed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { WorkspaceId } from '@weft/shared/ids.ts'
import { builtApp } from '../stack/app-server.ts'

export interface Call {
  readonly name: string
  readonly args: readonly unknown[]
}

export interface PageEngine {
  readonly workspaceId: WorkspaceId
  /** The workspace document, in which folders are. */
  readonly roomId: string
  /** The values of one run of calls after the other. `runs` go side by side, the calls of each in order. */
  readonly callAll: (runs: readonly (readonly Call[])[]) => Promise<readonly unknown[][]>
  readonly close: () => Promise<void>
}

const workerPath = (): string => {
  const file = readdirSync(join(builtApp, 'assets')).find(name => /^main\.worker-.*\.js$/.test(name))
  if (file === undefined) throw new Error('The build has no engine worker: build the app first')
  return `/assets/${file}`
}

/** The page must have been opened with the policy bypassed: the worker is started from outside the app. */
export const openEngine = async (page: Page): Promise<PageEngine> => {
  const started = await page.evaluate(async path => {
    const worker = new Worker(path, { type: 'module' })
    const call = (name: string, args: readonly unknown[]): Promise<unknown> =>
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
    const wanted = async (name: string, args: readonly unknown[]): Promise<unknown> => {
      const result = (await call(name, args)) as { readonly ok: boolean; readonly value?: unknown }
      if (!result.ok) throw new Error(`${name} ${String(args[0])}: ${JSON.stringify(result)}`)
      return result.value
    }
    Object.assign(window, { benchEngine: { wanted, end: () => worker.terminate() } })
    return (await wanted('start', [])) as { workspaceId: string; roomId: string }
  }, workerPath())

  return {
    workspaceId: WorkspaceId.parse(started.workspaceId),
    roomId: started.roomId,
    callAll: runs =>
      page.evaluate(async wanted => {
        const engine = Reflect.get(window, 'benchEngine') as {
          readonly wanted: (name: string, args: readonly unknown[]) => Promise<unknown>
        }
        return Promise.all(
          wanted.map(async run => {
            const values: unknown[] = []
            for (const { name, args } of run) {
              // Bytes come as an array of numbers: what crosses into a page is JSON.
              const given = args.map(value =>
                Array.isArray(value) && typeof value[0] === 'number' ? Uint8Array.from(value) : value,
              )
              values.push(await engine.wanted(name, given))
            }
            return values
          }),
        )
      }, runs),
    close: () =>
      page.evaluate(() => {
        const engine = Reflect.get(window, 'benchEngine') as { readonly end: () => void }
        engine.end()
      }),
  }
}
