/** A cold start without a network: the browser is new, the server is gone, the history is ten years long. */
import type { AppServer } from '../stack/app-server.ts'
import { median, openBrowser } from './browser.ts'
import type { Figure } from './report.ts'

/** Notes, from inside the page, when the sidebar and the last thread can be read. */
const watchFirstScreen = (): void => {
  const seen: Record<string, number> = {}
  Reflect.set(window, 'benchSeen', seen)
  const look = (): void => {
    if (document.querySelector('nav a[href*="/t/"]')) seen['sidebar'] ??= performance.now()
    const last = [...document.querySelectorAll('[role="log"] article')].at(-1)
    if (last && (last.textContent ?? '').length > 100) seen['thread'] ??= performance.now()
    if (Object.keys(seen).length < 2) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

const startOnce = async (profile: string, url: string, threadId: string): Promise<number> => {
  await using browser = await openBrowser(profile)
  await browser.page.addInitScript(watchFirstScreen)
  await browser.page.goto(`${url}/t/${threadId}`)
  const both = await browser.page.waitForFunction(() => {
    const seen = Reflect.get(window, 'benchSeen') as Record<string, number>
    const { sidebar, thread } = seen
    return sidebar !== undefined && thread !== undefined ? Math.max(sidebar, thread) : null
  })
  return (await both.jsonValue()) ?? Number.NaN
}

export const benchColdStart = async (profile: string, app: AppServer, threadId: string): Promise<Figure> => {
  await app.stop()
  const values: number[] = []
  for (let run = 0; run < 5; run += 1) values.push(await startOnce(profile, app.url, threadId))
  await app.start()
  return {
    what: 'cold start offline, 5,000 threads: sidebar and last thread readable',
    measured: median(values),
    budget: 1_000,
    unit: 'ms',
    values,
    note: 'median of 5, from navigation, server stopped, browser new each time',
  }
}
