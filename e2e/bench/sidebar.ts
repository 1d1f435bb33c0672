/** The sidebar with 5,000 threads: through all of them by the wheel, by End and Home, and while a title changes. */
import type { Page } from '@playwright/test'
import { nextFrame, openBrowser, watchLongTasks } from './browser.ts'
import type { Figure } from './report.ts'

const rows = '[data-key] [data-row-focus]'

/** The box that scrolls the sidebar's rows. */
const scrolled = (page: Page) => page.locator('nav [role="presentation"]').first()

const atEnd = (page: Page): Promise<boolean> =>
  scrolled(page).evaluate(box => box.scrollTop + box.clientHeight >= box.scrollHeight - 2)

/** Turns of the wheel until nothing comes any more. */
const wheelThrough = async (page: Page): Promise<number> => {
  const box = await scrolled(page).boundingBox()
  if (!box) throw new Error('The sidebar is not on the screen')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  let turns = 0
  for (let still = 0; still < 20; turns += 1) {
    await page.mouse.wheel(0, 1_500)
    await nextFrame(page)
    still = (await atEnd(page)) ? still + 1 : 0
  }
  return turns
}

export const benchSidebar = async (profile: string, url: string): Promise<readonly Figure[]> => {
  await using browser = await openBrowser(profile)
  const { page } = browser
  await page.goto(`${url}/`)
  await page.locator(`nav ${rows}`).first().waitFor()
  const tasks = await watchLongTasks(page)
  const turns = await wheelThrough(page)
  const wheelTasks = await tasks.take()
  const drawn = await page.locator(`nav ${rows}`).count()
  const field = page.getByRole('searchbox', { name: 'Search' })
  await field.click()
  await tasks.take()
  for (const letter of 'window garden') {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await nextFrame(page)
  }
  const searchTasks = await tasks.take()
  return [
    {
      what: 'sidebar scroll with 5,000 threads, longest task',
      measured: Math.max(0, ...wheelTasks),
      budget: 50,
      unit: 'ms',
      values: wheelTasks,
      note: `${turns} turns of the wheel to the last thread; ${drawn} rows are drawn at the end`,
    },
    {
      what: 'typing in the search with 5,000 threads, longest task',
      measured: Math.max(0, ...searchTasks),
      budget: 50,
      unit: 'ms',
      values: searchTasks,
    },
  ]
}
