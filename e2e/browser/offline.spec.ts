/**
 * P2: with the server stopped, the cache empty and the browser restarted, everything written is there. What is written to
 * a provider meanwhile is in `waiting.spec.ts`.
 */
import { expect, test } from './fixtures.ts'

test('install, stop the server, clear the cache, restart: a deep link opens, writes and finds', async ({
  profile,
  stack,
  appOn,
}) => {
  const app = appOn(profile.page())
  await app.open()
  await app.addProvider()
  await app.ask('Letter to the landlord')
  await app.newThread()
  await app.ask('Names for a bakery')
  const deepLink = new URL(app.page.url()).pathname
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()

  await stack.app.stop()
  try {
    await profile.clearHttpCache()
    await profile.quit()
    const offline = appOn(await profile.reopen())
    await offline.open(deepLink)
    await expect(offline.said).toContainText('Names for a bakery')
    await expect(offline.lastAnswer).toContainText('You said')

    await offline.threads.search.fill('landlord')
    await expect(offline.threads.link('Letter to the landlord')).toBeVisible()
    await offline.threads.search.fill('')
    await offline.newThread()
    await offline.ask('Written without a server')
    await offline.threads.rename('Written without a server', 'Renamed without a server')
    await offline.reload()
    await expect(offline.threads.link('Renamed without a server')).toBeVisible()
    await offline.settings.open('Appearance')
    await offline.settings.setLanguage('বাংলা')
    await expect(offline.page.locator('html')).toHaveAttribute('lang', 'bn')
  } finally {
    await stack.app.start()
  }
})

test('the browser finds nothing in the way of installing', async ({ app, context }) => {
  const session = await context.newCDPSession(app.page)
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.filter(error => error.errorId !== 'in-incognito')).toEqual([])
  const { data, errors } = await session.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const manifest: { icons: { purpose?: string }[]; shortcuts: unknown[] } = JSON.parse(data ?? '{}')
  expect(manifest.icons.some(icon => icon.purpose?.includes('maskable'))).toBe(true)
  expect(manifest.shortcuts.length).toBeGreaterThan(0)
})
