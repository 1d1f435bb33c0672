/** Archives a thousand threads from the sidebar as a person does, and takes it back. */
import type { Page } from '@playwright/test'
import { openBrowser, watchLongTasks } from './browser.ts'
import type { Figure } from './report.ts'

const wanted = 1_000

/** Chooses the first thousand: the first by its own menu's key, the last by Shift and End keys. */
const chooseMany = async (page: Page): Promise<number> => {
  const threads = page.getByRole('navigation', { name: 'Threads' })
  await threads.locator('[data-key^="thr_"] [data-row-focus]').first().focus()
  await page.keyboard.press('Control+Space')
  for (let chosen = 1; chosen < wanted; ) {
    await page.keyboard.press('Shift+PageDown')
    const next = await threads.getByRole('checkbox', { checked: true }).count()
    chosen = Number((await threads.getByRole('toolbar').getAttribute('data-count')) ?? next)
  }
  return Number(await threads.getByRole('toolbar').getAttribute('data-count'))
}

export const benchBulkActs = async (profile: string, url: string): Promise<readonly Figure[]> => {
  await using browser = await openBrowser(profile)
  const { page } = browser
  await page.goto(`${url}/`)
  const threads = page.getByRole('navigation', { name: 'Threads' })
  await threads.locator('[data-key^="thr_"]').first().waitFor()
  const count = await chooseMany(page)
  const tasks = await watchLongTasks(page)
  const begun = performance.now()
  await threads.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click()
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.waitFor({ timeout: 120_000 })
  const took = performance.now() - begun
  const longest = await tasks.take()
  const back = performance.now()
  await undo.click()
  await page.getByText('taken out of the archive').waitFor({ timeout: 120_000 })
  const undone = performance.now() - back
  return [
    {
      what: 'bulk archive of 1,000 threads',
      measured: took / 1_000,
      budget: 10,
      unit: 's',
      note: `${count} threads; undone in ${(undone / 1_000).toFixed(1)} s`,
    },
    {
      what: 'longest task while 1,000 threads are archived',
      measured: Math.max(0, ...longest),
      budget: 50,
      unit: 'ms',
      values: longest,
    },
  ]
}
