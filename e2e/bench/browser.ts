/** Browsers for the benchmarks: one profile on disk, filled once, started anew for each figure. */
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts'

export interface BenchBrowser {
  readonly context: BrowserContext
  readonly page: Page
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export const openBrowser = async (
  profile: string,
  options: { readonly bypassCSP?: boolean } = {},
): Promise<BenchBrowser> => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...chromiumArgs, '--headless=new'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    bypassCSP: options.bypassCSP ?? false,
  })
  const page = context.pages()[0] ?? (await context.newPage())
  return { context, page, [Symbol.asyncDispose]: () => context.close() }
}

/** Milliseconds of work on the page's main thread since this was called, by the browser's own count. */
export const watchMainThread = async (page: Page): Promise<{ readonly elapsed: () => Promise<number> }> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return {
    elapsed: async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      const total = metrics.find(metric => metric.name === 'TaskDuration')?.value
      if (total === undefined) throw new Error('The browser counts no tasks')
      return total * 1_000
    },
  }
}

/** Tasks over 50 ms from now on; `take` gives them and begins again. */
export const watchLongTasks = async (
  page: Page,
): Promise<{ readonly take: () => Promise<readonly number[]> }> => {
  await page.evaluate(() => {
    const tasks: number[] = []
    Reflect.set(window, 'benchLongTasks', tasks)
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) tasks.push(Math.round(entry.duration))
    }).observe({ type: 'longtask' })
  })
  return {
    take: () =>
      page.evaluate(() => {
        const tasks = Reflect.get(window, 'benchLongTasks') as number[]
        return tasks.splice(0)
      }),
  }
}

/** Resolves after the next frame has been drawn. */
export const nextFrame = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>(resolve => requestAnimationFrame(() => setTimeout(resolve, 0))))

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ??
  Number.NaN
