/** Hundreds of threads at once, on the built app with a history of its own engine: by keyboard alone, and on a phone. */
import { fillProfile } from '../bench/fill-profile.ts'
import { type HistoryPlan, tenYears, usualShares } from '../bench/history/history.ts'
import { expect, test } from './fixtures.ts'

const plan: HistoryPlan = {
  ...tenYears,
  threads: 450,
  messages: 950,
  longThread: 0,
  folders: 6,
  shares: { ...usualShares, pinned: 0, archived: 0, trashed: 0, files: 0, inFolders: 0 },
}

test('by keyboard alone: to the end, all chosen, archived, undone, moved, deleted, put back', async ({
  app,
  page,
  stack,
}) => {
  test.setTimeout(300_000)
  await fillProfile(page, stack.app.url, { ...plan, now: Date.now() })
  await app.open('/')
  const { list } = app.threads
  const rows = list.locator('[data-key^="thr_"] [data-row-focus]')
  const chosen = (count: number) => list.getByRole('toolbar', { name: `${count} selected` })
  const press = async (name: string): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).first().focus()
    await page.keyboard.press('Enter')
  }

  await test.step('one key goes to the last of all, and few rows are drawn', async () => {
    await rows.first().focus()
    await page.keyboard.press('End')
    const last = list.locator('li').last().locator('[data-row-focus]')
    await expect(async () => {
      const [key, box] = await Promise.all([
        page.evaluate(() => document.activeElement?.closest('[data-key]')?.getAttribute('data-key')),
        last.evaluate(row => row.closest('[data-key]')?.getAttribute('data-key')),
      ])
      expect(key).toBe(box)
      const scroll = await list
        .locator('[role="presentation"]')
        .first()
        .evaluate(place => place.scrollHeight - place.scrollTop - place.clientHeight)
      expect(scroll).toBeLessThan(80)
    }).toPass()
    expect(await rows.count()).toBeLessThan(80)
  })

  await test.step('all of them are archived, and one Undo brings all of them back', async () => {
    await page.keyboard.press('Home')
    await rows.first().focus()
    await page.keyboard.press('Control+a')
    await expect(chosen(plan.threads)).toBeVisible()
    await press('Archive')
    await expect(page.getByText(`${plan.threads} threads archived`)).toBeVisible({ timeout: 120_000 })
    await expect(rows).toHaveCount(0)
    await press('Undo')
    await expect(page.getByText(`${plan.threads} threads taken out of the archive`)).toBeVisible({
      timeout: 120_000,
    })
    await expect(rows.first()).toBeVisible()
  })

  await test.step('some go into a folder', async () => {
    await page.keyboard.press('Home')
    await rows.first().focus()
    for (let row = 0; row < 4; row += 1) await page.keyboard.press('Shift+ArrowDown')
    await expect(chosen(5)).toBeVisible()
    await press('Move to folder')
    await expect(page.getByRole('menuitem', { name: 'No folder' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/^5 threads moved to /)).toBeVisible()
    await expect(list.getByRole('link', { name: / 5$/ }).first()).toBeVisible()
  })

  await test.step('some are deleted, and put back from Trash', async () => {
    const titles = await app.threads.titles()
    await rows.first().focus()
    for (let row = 0; row < 2; row += 1) await page.keyboard.press('Shift+ArrowDown')
    await expect(chosen(3)).toBeVisible()
    await page.keyboard.press('Delete')
    await expect(page.getByText('3 threads moved to Trash')).toBeVisible()
    await app.reload()
    await app.runCommand('Open Trash')
    const trashed = page.locator('main').getByRole('checkbox')
    await expect(trashed).toHaveCount(3)
    await trashed.first().focus()
    await page.keyboard.press('Control+a')
    await expect(page.locator('main').getByRole('toolbar', { name: '3 selected' })).toBeVisible()
    await press('Put back')
    await expect(page.getByText('3 threads put back')).toBeVisible()
    await expect(trashed).toHaveCount(0)
    expect((await app.threads.titles()).slice(0, 12)).toEqual(titles.slice(0, 12))
  })
})

test('on a phone a finger that rests on a thread begins to choose, and nothing is cut off', async ({
  app,
  page,
  stack,
}) => {
  test.setTimeout(120_000)
  await fillProfile(page, stack.app.url, { ...plan, threads: 30, messages: 60, now: Date.now() })
  await page.setViewportSize({ width: 320, height: 640 })
  await app.open('/')
  await page.getByRole('button', { name: 'Threads', exact: true }).click()
  const first = page.locator('[data-key^="thr_"] [data-row-focus]').first()
  await first.dispatchEvent('pointerdown', { pointerType: 'touch', isPrimary: true, bubbles: true })
  const bar = page.getByRole('toolbar', { name: '1 selected' })
  await expect(bar).toBeVisible()
  await first.dispatchEvent('pointerup', { pointerType: 'touch', isPrimary: true, bubbles: true })
  await page.getByRole('checkbox').nth(1).click()
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wide).toBeLessThanOrEqual(0)
  for (const act of ['Select all', 'Move to folder', 'Archive', 'Move to Trash', 'Stop selecting'])
    await expect(page.getByRole('button', { name: act, exact: true })).toBeInViewport({ ratio: 1 })
  await page.getByRole('button', { name: 'Move to Trash', exact: true }).click()
  await expect(page.getByText('2 threads moved to Trash')).toBeVisible()
  await app.undo()
  await expect(page.getByText('2 threads put back')).toBeVisible()
})
