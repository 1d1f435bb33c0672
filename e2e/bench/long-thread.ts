/** A thread of 10,000 messages: to its newest screen, through it, and typing in it. */
import type { Page } from '@playwright/test'
import { median, nextFrame, openBrowser, percentile, watchLongTasks } from './browser.ts'
import type { Figure } from './report.ts'

/** The newest threads stand below what is pinned and the folders; what is far from view is not in the list at all. */
const bringIntoView = async (page: Page, threadId: string): Promise<void> => {
  const link = page.locator(`nav a[href$="/t/${threadId}"]`)
  const list = page.getByRole('navigation', { name: 'Threads' }).locator('[role="presentation"]').first()
  await list.evaluate(box => box.scrollTo(0, 0))
  await list.hover()
  for (let turn = 0; turn < 60 && (await link.count()) === 0; turn += 1) {
    await page.mouse.wheel(0, 200)
    await nextFrame(page)
  }
  await link.scrollIntoViewIfNeeded()
}

/** Milliseconds from following the link to the newest message on the screen and drawn. */
const openThread = async (page: Page, threadId: string): Promise<number> => {
  await bringIntoView(page, threadId)
  return page.evaluate(
    id =>
      new Promise<number>(resolve => {
        const link = document.querySelector<HTMLAnchorElement>(`nav a[href$="/t/${id}"]`)
        if (!link) throw new Error('The thread is not in the sidebar')
        const begun = performance.now()
        link.click()
        const look = (): void => {
          const log = document.querySelector('[role="log"]')
          const last = [...document.querySelectorAll('[role="log"] article')].at(-1)
          const box = last?.getBoundingClientRect()
          const isShown =
            location.pathname.endsWith(id) &&
            log?.contains(last ?? null) &&
            (last?.textContent ?? '').length > 100 &&
            box !== undefined &&
            box.bottom > 0 &&
            box.top < innerHeight
          if (isShown) setTimeout(() => resolve(performance.now() - begun), 0)
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    threadId,
  )
}

const scrollThrough = async (page: Page): Promise<void> => {
  const box = await page.getByRole('log').boundingBox()
  if (!box) throw new Error('The conversation is not on the screen')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let step = 0; step < 120; step += 1) {
    await page.mouse.wheel(0, step < 80 ? -600 : 900)
    await nextFrame(page)
  }
}

/** For each key: the work of its handlers, and the time to the frame that shows it (Event Timing, steps of 8 ms). */
const typeKeys = async (
  page: Page,
): Promise<{ readonly handled: readonly number[]; readonly shown: readonly number[] }> => {
  await page.evaluate(() => {
    const keys: { handled: number; shown: number }[] = []
    Reflect.set(window, 'benchKeys', keys)
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        if (entry.name !== 'keydown' && entry.name !== 'keypress' && entry.name !== 'input') continue
        const { processingStart, processingEnd, duration } = entry as PerformanceEventTiming
        keys.push({ handled: processingEnd - processingStart, shown: duration })
      }
      // 16 ms is the least that the browser reports.
    }).observe(Object.assign({ type: 'event', buffered: false }, { durationThreshold: 16 }))
  })
  await page.getByRole('textbox', { name: 'Message' }).click()
  for (const letter of 'the shuttle carries the weft through it') {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await nextFrame(page)
  }
  const keys = await page.evaluate(
    () => Reflect.get(window, 'benchKeys') as { handled: number; shown: number }[],
  )
  return { handled: keys.map(key => key.handled), shown: keys.map(key => key.shown) }
}

export const benchLongThread = async (
  profile: string,
  url: string,
  threadId: string,
  longThreadId: string,
): Promise<readonly Figure[]> => {
  await using browser = await openBrowser(profile)
  const { page } = browser
  await page.goto(`${url}/t/${threadId}`)
  await page.getByRole('article').last().waitFor()
  const tasks = await watchLongTasks(page)
  const opened: number[] = []
  for (let run = 0; run < 5; run += 1) {
    opened.push(await openThread(page, longThreadId))
    await openThread(page, threadId)
  }
  await openThread(page, longThreadId)
  const openTasks = await tasks.take()
  await scrollThrough(page)
  const scrollTasks = await tasks.take()
  const keys = await typeKeys(page)
  return [
    {
      what: 'open a thread of 10,000 messages to its newest screen',
      measured: median(opened),
      budget: 150,
      unit: 'ms',
      values: opened,
      note: `median of 5; tasks over 50 ms meanwhile: ${openTasks.join(', ') || 'none'}`,
    },
    {
      what: 'longest task while scrolling 10,000 messages',
      measured: Math.max(0, ...scrollTasks),
      budget: 50,
      unit: 'ms',
      values: scrollTasks,
      note: '120 turns of the wheel; tasks of 50 ms or less are not counted by the browser',
    },
    {
      what: 'type a key in a thread of 10,000 messages, p95 of the work of its handlers',
      measured: keys.handled.length === 0 ? 0 : percentile(keys.handled, 0.95),
      budget: 16,
      unit: 'ms',
      values: keys.handled,
      note: `39 keys; ${keys.shown.length} events took 16 ms or more to their frame, longest ${Math.max(0, ...keys.shown)} ms`,
    },
  ]
}
