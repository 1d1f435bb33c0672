/** The search over everything said: from the sidebar, the palette, its page and within a thread, in several languages. */
import type { Locator } from '@playwright/test'
import { chatText } from '../stack/chat-answer.ts'
import type { AppPage } from './app-page.ts'
import { expect, test } from './fixtures.ts'
import { named, namedFrom } from './names.ts'

const everything = (app: AppPage): Locator =>
  app.page.getByRole('searchbox', { name: named('Search everything') })

const results = (app: AppPage): Locator => app.page.getByRole('list', { name: named('Results') })

const said = (app: AppPage): Locator =>
  app.threads.list.getByRole('region', { name: named('Said') }).getByRole('link')

const openPage = async (app: AppPage, text: string): Promise<void> => {
  await app.page.goto(`${app.url}/search?q=${encodeURIComponent(text)}`)
  await expect(everything(app)).toHaveValue(text)
}

/** The words that are marked on the screen, where a hit has led to or while one searches within the thread. */
const marked = (app: AppPage, name: 'weft-arrived' | 'weft-found'): Promise<readonly string[]> =>
  app.page.evaluate(
    mark =>
      [...(CSS.highlights.get(mark) ?? [])].map(range => (range instanceof Range ? range.toString() : '')),
    name,
  )

const atTop = (message: Locator): Promise<boolean> =>
  message.evaluate(element => {
    const log = element.closest('[role="log"]')?.getBoundingClientRect()
    const place = element.getBoundingClientRect()
    return log !== undefined && place.bottom > log.top && place.top < log.bottom
  })

test('what was said is found from the sidebar within a second of being said, and leads to its message', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText('Leave a generous margin of error for the smaller line.'))
  await app.ask('How many answers do we need?')
  const answered = Date.now()
  await app.threads.search.fill('generous margin')
  await expect(said(app)).toContainText('How many answers do we need?')
  // From the answer's last word, this test's own typing included; the index is told by a channel and not by a clock.
  expect(Date.now() - answered).toBeLessThan(2000)
  await expect(said(app).locator('mark').first()).toHaveText('generous')
  await said(app).click()
  await expect(app.page).toHaveURL(/\?m=msg_.*&q=generous/)
  await expect(app.lastAnswer).toBeFocused()
  await expect.poll(() => marked(app, 'weft-arrived')).toEqual(['generous', 'margin'])
  await expect(app.threads.search).toHaveValue('')
})

test('the page finds it, the filters are words, and Back comes to the same place', async ({
  readyApp: app,
  provider,
}) => {
  provider.script([chatText('The margin is ±4 points.'), chatText('```ts\nconst margin = 4\n```')])
  await app.ask('What margin for the survey?')
  await app.newThread()
  await app.ask('Write it as code')
  await app.threads.search.fill('margin')
  await app.threads.list.getByRole('link', { name: named('Search everything') }).click()
  await expect(app.page).toHaveURL(/\/search\?q=margin$/)
  await expect(app.page.getByText(/^3 in 2 threads, \d+\sms$/)).toBeVisible()
  await expect(app.page.getByText(/^All 2 threads on this device are indexed/)).toBeVisible()

  await app.page.getByRole('button', { name: named('Anything') }).click()
  await app.page.getByRole('menuitemcheckbox', { name: named('With code') }).click()
  await expect(everything(app)).toHaveValue('has:code margin')
  await expect(app.page.getByText(/^1 in 1 thread, /)).toBeVisible()
  await everything(app).fill('margin -survey')
  await expect(app.page.getByText(/^2 in 2 threads, /)).toBeVisible()

  await results(app)
    .getByRole('link', { name: /points/ })
    .click()
  await expect(app.lastAnswer).toBeFocused()
  await app.page.goBack()
  await expect(everything(app)).toHaveValue('margin -survey')
  await expect(results(app).getByRole('link', { name: /points/ })).toBeFocused()

  await everything(app).fill('margn')
  await expect(app.page.getByText('Nothing says “margn”.')).toBeVisible()
  await app.page.getByRole('button', { name: named('Did you mean margin?') }).click()
  await expect(app.page.getByText(/^3 in 2 threads/)).toBeVisible()
})

test('its keys go to the field of the sidebar, which is shown where it was hidden', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText('Four rainy days.'))
  await app.ask('When was the survey?')
  for (const sidebarIs of ['shown', 'hidden']) {
    if (sidebarIs === 'hidden') {
      await app.page.keyboard.press('Control+Shift+S')
      await expect(app.threads.search).toBeHidden()
    }
    await app.page.keyboard.press('Control+Shift+F')
    await expect(app.threads.search).toBeFocused()
  }
  await app.reload()
  await app.page.keyboard.press('Control+Shift+F')
  await expect(app.threads.search).toBeFocused()
  await app.page.setViewportSize({ width: 375, height: 700 })
  await app.page.keyboard.press('Control+Shift+F')
  await expect(app.page.getByRole('navigation').getByRole('searchbox')).toBeFocused()
})

test('the palette shows what was said between the threads and what can be done', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText('The survey ran on four rainy days.'))
  await app.ask('Why was it so full?')
  const palette = await app.openPalette()
  await palette.getByRole('combobox').fill('rainy')
  const option = palette.getByRole('group', { name: named('Said in threads') }).getByRole('option')
  await expect(option).toContainText('rainy')
  await option.click()
  await expect(app.lastAnswer).toBeFocused()
})

test('within a thread every branch is searched, and what is found is gone to', async ({
  readyApp: app,
  provider,
}) => {
  provider.script([chatText('A needle in the hay.'), chatText('Nothing but hay.')])
  await app.ask('Where is the needle?')
  await app.regenerate()
  await app.waitForAnswer('Nothing but hay.')
  await app.page.keyboard.press('Alt+Shift+F')
  const bar = app.page.getByRole('search', { name: named('Find in thread') })
  await expect(bar.getByRole('searchbox')).toBeFocused()
  await app.page.keyboard.type('needle')
  await expect(bar.getByRole('status')).toHaveText('1 of 2')
  await expect.poll(() => marked(app, 'weft-found')).toEqual(['needle'])
  await app.page.keyboard.press('Enter')
  await expect(app.lastAnswer).toContainText('A needle in the hay.')
  await expect(bar.getByRole('status')).toHaveText('2 of 2')
  await app.page.keyboard.press('Shift+Enter')
  await expect(bar.getByRole('status')).toHaveText('1 of 2')
  await app.page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  expect(await marked(app, 'weft-found')).toEqual([])

  // From outside, after a reload too: the answer that was not read is shown again.
  await app.nextVersion(app.lastAnswer)
  await expect(app.lastAnswer).toContainText('Nothing but hay.')
  await openPage(app, 'needle hay ')
  await results(app)
    .getByRole('link', { name: /needle in the hay/ })
    .click()
  await expect(app.lastAnswer).toContainText('A needle in the hay.')
  await app.reload()
  await expect(app.lastAnswer).toContainText('A needle in the hay.')
  await expect.poll(() => marked(app, 'weft-arrived')).toEqual(['needle', 'hay'])
  await expect.poll(() => atTop(app.lastAnswer)).toBe(true)
})

test('Bengali, Arabic and Chinese are found as their readers expect', async ({ readyApp: app, provider }) => {
  provider.script([
    chatText('রবীন্দ্রনাথের চিঠিগুলো নদীর ধারে লেখা।'),
    chatText('هامش الخطأ المذكور لا يطابق حجم العيّنة.'),
    chatText('抽样误差的大小取决于样本量。'),
  ])
  for (const question of ['One', 'Two', 'Three']) {
    await app.newThread()
    await app.ask(question)
  }
  for (const [words, answer] of [
    ['রবীন্দ্রনাথের', /চিঠিগুলো/],
    ['নদীর ধা', /চিঠিগুলো/],
    ['خطا', /المذكور/],
    ['العينة', /المذكور/],
    ['样本', /抽样误差/],
    ['误差', /抽样误差/],
  ] as const) {
    await openPage(app, words)
    await expect(results(app).getByRole('link', { name: answer })).toHaveCount(1)
  }
  for (const words of ['নদ ', '样误小']) {
    await openPage(app, words)
    await expect(app.page.getByText(`Nothing says “${words.trim()}”.`)).toBeVisible()
  }
})

test('every tab can search, also for what another has just said', async ({
  readyApp: app,
  openTab,
  provider,
}) => {
  await app.ask('First of all')
  const other = await openTab('/search')
  await everything(other).fill('umbrella')
  await expect(other.page.getByText('Nothing says “umbrella”.')).toBeVisible()
  provider.script(chatText('Take an umbrella.'))
  await app.ask('And the weather?')
  // It was asked before it was said: the page finds it by itself.
  await expect(results(other).getByRole('link', { name: /umbrella/ })).toBeVisible()
  await app.threads.search.fill('umbrella')
  await expect(said(app)).toHaveCount(1)
})

test('a browser that was closed finds everything without a network', async ({
  profile,
  stack,
  appOn,
  provider,
}) => {
  const app = appOn(profile.page())
  await app.open()
  await app.addProvider()
  provider.script(chatText('The harbour line is the longest.'))
  await app.ask('Which line?')
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()
  await app.threads.search.fill('harbour')
  await expect(said(app)).toHaveCount(1)
  await stack.app.stop()
  try {
    await profile.clearHttpCache()
    await profile.quit()
    const offline = appOn(await profile.reopen())
    await offline.open('/search?q=harbour')
    await results(offline)
      .getByRole('link', { name: /longest/ })
      .click()
    await expect(offline.lastAnswer).toContainText('The harbour line is the longest.')
    await offline.threads.search.fill('harbour')
    await expect(said(offline)).toHaveCount(1)
  } finally {
    await stack.app.start()
  }
})

test('its controls have names', async ({ readyApp: app }) => {
  await app.ask('A margin of error')
  await openPage(app, 'margin')
  const page = app.page.getByRole('main')
  await expect(page.getByRole('search')).toBeVisible()
  for (const name of ['Any time', 'You and assistant', 'Anything', 'Best first', 'Clear the search'])
    await expect(page.getByRole('button', { name: named(name) })).toBeVisible()
  await expect(page.getByRole('group', { name: named('Filters') })).toBeVisible()
  await expect(page.getByRole('link', { name: namedFrom('A margin of error') }).first()).toBeVisible()
})
