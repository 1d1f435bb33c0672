/** A provider's key on two devices of one person: there when they ask for it, and not otherwise. */
import { vendorError } from '../stack/vendor-errors.ts'
import type { AppPage } from './app-page.ts'
import { createAccount, openSignedIn } from './device.ts'
import { expect, test } from './fixtures.ts'
import { readPageStorage } from './page-storage.ts'
import { testKey } from './provider-form.ts'

const password = 'violet umbrella 1887'
const afterSync = { timeout: 45_000 }

/** A list of models is the device's own. */
const listModels = async (app: AppPage): Promise<void> => {
  await app.settings.open('Providers')
  await app.page.getByRole('button', { name: 'More for Workshop' }).click(afterSync)
  await app.page.getByRole('menuitem', { name: 'List the models again' }).click()
  await expect(app.providerForm.saved('Workshop')).toContainText(/\d+ model/)
}

test('a key with the tick answers on the other device without being typed, until it is taken back', async ({
  app,
  browser,
  appOn,
  provider,
}) => {
  const person = { email: 'key-synced@example.org', password }
  // Before there is an account: the choice waits like everything else.
  await app.addProvider({ synced: true, headers: [['X-Team', 'blue']] })
  await createAccount(app, person)
  await app.open()
  await expect(app.sync).toHaveText('Synced')

  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.settings.open('Providers')
  const row = second.app.providerForm.saved('Workshop')
  await expect(row).toContainText('Key ending x09B', afterSync)
  await expect(row).toContainText('for all your devices')
  await listModels(second.app)
  await second.app.open('/')
  await second.app.chooseModel('gpt-5.1')
  await second.app.ask('from the second device')
  const asked = provider.calls().find(call => call.prompt === 'from the second device')
  expect(asked?.headers.authorization).toBe(`Bearer ${testKey}`)
  expect(asked?.headers['x-team']).toBe('blue')
  for (const { page } of [app, second.app]) {
    const stored = await readPageStorage(page)
    expect(stored.contains('Workshop'), 'a canary that must be found').toBe(true)
    expect(stored.contains(testKey)).toBe(false)
  }

  await app.settings.open('Providers')
  await app.providerForm.openEdit('Workshop')
  await expect(app.providerForm.syncKey).toBeChecked()
  await app.providerForm.syncKey.uncheck()
  await app.providerForm.save.click()
  await expect(app.providerForm.saved('Workshop')).toContainText('x09B')
  await second.app.settings.open('Providers')
  await expect(row).not.toContainText('x09B', afterSync)
  await app.open()
  await app.ask('from the first device')
  const kept = provider.calls().find(call => call.prompt === 'from the first device')
  expect(kept?.headers.authorization).toBe(`Bearer ${testKey}`)
})

test('a key without the tick stays: the other device asks for its own', async ({
  readyApp,
  browser,
  appOn,
  provider,
}) => {
  const person = { email: 'key-here@example.org', password }
  await createAccount(readyApp, person)
  await readyApp.open()
  await expect(readyApp.sync).toHaveText('Synced')

  await using second = await openSignedIn(browser, { appOn }, person)
  await listModels(second.app)
  await expect(second.app.providerForm.saved('Workshop')).not.toContainText('Key')
  await second.app.open('/')
  await second.app.chooseModel('gpt-5.1')
  provider.script(vendorError('openai', 'key-refused'))
  await second.app.send('without a key')
  await expect(second.app.lastAnswer.getByRole('button', { name: 'Add a key' })).toBeVisible()
  const asked = provider.calls().find(call => call.prompt === 'without a key')
  expect(asked?.headers.authorization ?? '').not.toContain(testKey)
})
