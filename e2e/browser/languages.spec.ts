/** English, Bengali and Arabic from the first string on; and no visible string that is in no catalogue. */
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'
import { firstScreens, screens } from './screens.ts'
import { findUnwrappedText } from './unwrapped-text.ts'

test('Bengali: chosen, kept, with its own digits and no clipped letters', async ({ readyApp: app, page }) => {
  await app.ask('Hello')
  await app.settings.setLanguage('বাংলা')
  await page.goto(app.url)
  await expect(page.locator('html')).toHaveAttribute('lang', 'bn')
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
  await expect(page.getByRole('button', { name: 'নতুন', exact: false }).first()).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'bn')
})

test('Arabic: the page turns, code and addresses do not', async ({ readyApp: app, page }) => {
  await app.ask('Hello')
  await app.settings.setLanguage('العربية')
  await page.goto(app.url)
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
  const sidebar = await page.getByRole('navigation').first().boundingBox()
  expect((sidebar?.x ?? 0) + (sidebar?.width ?? 0)).toBeGreaterThan(1_200)
  await page.getByRole('navigation').first().getByRole('link', { name: 'Hello' }).click()
  await expect(page.getByRole('log').locator('pre')).toHaveCSS('direction', 'ltr')
})

for (const [tag, language] of [
  ['bn-BD', 'bn'],
  ['ar-EG', 'ar'],
  ['fr-FR', 'en'],
] as const) {
  test(`a browser in ${tag} gets ${language}`, async ({ browser, stack, watch }) => {
    const context = await browser.newContext({ locale: tag })
    await watch.attach(context)
    const page = await context.newPage()
    await page.goto(stack.app.url)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await context.close()
  })
}

test('a person’s own language survives a reload', async ({ app }) => {
  await app.settings.setLanguage('বাংলা')
  await expectBeforeAndAfterReload(
    { ...app, reload: async () => void (await app.page.reload()) },
    async () => {
      await expect(app.page.locator('html')).toHaveAttribute('lang', 'bn')
    },
  )
})

test('no visible string bypasses the catalogues', async ({ appOn, provider, page }) => {
  test.setTimeout(120_000)
  await page.addInitScript(() => localStorage.setItem('weft.language', 'en-XA'))
  const app = appOn(page)
  await app.open()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA')
  for (const screen of firstScreens) {
    await screen.show(app, provider)
    expect.soft(await findUnwrappedText(page), screen.name).toEqual([])
  }
  await app.addProvider()
  for (const screen of screens) {
    await test.step(screen.name, async () => {
      await screen.show(app, provider)
      expect.soft(await findUnwrappedText(page), screen.name).toEqual([])
    })
  }
})
