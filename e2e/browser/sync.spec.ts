/** Two devices of one person, each a browser of its own, against the real server and its database. */
import type { Browser } from '@playwright/test'
import { type AccountPage, createAccountPage, type Credentials } from './account-page.ts'
import type { AppPage } from './app-page.ts'
import { expect, test } from './fixtures.ts'

const password = 'violet umbrella 1887'

interface Device {
  readonly app: AppPage
  readonly account: AccountPage
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Another device: nothing of it is shared with the first but the server. */
const openDevice = async (browser: Browser, appOn: (page: AppPage['page']) => AppPage): Promise<Device> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const app = appOn(page)
  await app.open('/settings/sync')
  return { app, account: createAccountPage(page), [Symbol.asyncDispose]: () => context.close() }
}

const createAccount = async (app: AppPage, person: Credentials): Promise<void> => {
  const account = createAccountPage(app.page)
  await app.open('/settings/sync')
  await account.createAccount(person)
  await account.expectSignedIn(person.email)
}

test('a history is on the next device as soon as it signs in, and what is written on either is on both', async ({
  readyApp,
  browser,
  appOn,
}) => {
  const person = { email: 'both@example.org', password }
  await readyApp.ask('What is a heddle?')
  const title = 'What is a heddle?'
  await createAccount(readyApp, person)
  await readyApp.open('/')
  await readyApp.threads.open(title)
  await expect(readyApp.sync).toHaveText('Synced')

  await using second = await openDevice(browser, appOn)
  await second.account.signIn(person)
  await second.account.expectSignedIn(person.email)
  await second.app.open('/')
  await second.app.threads.open(title)
  await expect(second.app.said.first()).toContainText('What is a heddle?')
  await expect(second.app.lastAnswer).toBeVisible()
  await expect(second.app.sync).toHaveText('Synced')

  await readyApp.ask('And a shuttle?')
  await expect(second.app.said.last()).toContainText('And a shuttle?')
  await expect(second.app.answers).toHaveCount(2)
})
