/** Two devices of one person, each a browser of its own, against the real server and its database. */
import { chatText } from '../stack/chat-answer.ts'
import { holdAfter, withFault } from '../stack/faults.ts'
import { createGate } from '../stack/reply.ts'
import { createAccount, openDevice, openSignedIn } from './device.ts'
import { expect, test } from './fixtures.ts'

const password = 'violet umbrella 1887'

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

  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.threads.open(title)
  await expect(second.app.said.first()).toContainText('What is a heddle?')
  await expect(second.app.lastAnswer).toBeVisible()
  await expect(second.app.sync).toHaveText('Synced')

  await readyApp.ask('And a shuttle?')
  await expect(second.app.said.last()).toContainText('And a shuttle?')
  await expect(second.app.answers).toHaveCount(2)
})

test('a device whose tab ended in the middle of joining is one of the account at the next start', async ({
  readyApp,
  browser,
  appOn,
}) => {
  const person = { email: 'cut@example.org', password }
  await createAccount(readyApp, person)
  await readyApp.open('/')
  await expect(readyApp.sync).toHaveText('Synced')
  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.settings.open('Providers')
  await expect(second.app.providerForm.saved('Workshop')).toBeVisible()

  await expect.poll(() => second.app.page.evaluate(forgetArrival)).toBe(true)
  await second.app.open('/')
  await second.app.settings.open('Providers')
  await expect(second.app.sync).toHaveText('Synced')
  await readyApp.settings.open('Providers')
  await readyApp.providerForm.add({ name: 'Annexe' })
  await expect(second.app.providerForm.saved('Annexe')).toBeVisible()
})

test('an answer is seen on the other device while it comes, and can be stopped from there', async ({
  readyApp,
  browser,
  appOn,
  provider,
}) => {
  const person = { email: 'stream@example.org', password }
  await readyApp.ask('The thread')
  const path = new URL(readyApp.page.url()).pathname
  await createAccount(readyApp, person)
  await readyApp.open(path)
  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.threads.open('The thread')
  await expect(second.app.sync).toHaveText('Synced')

  const gate = createGate()
  provider.script(withFault(chatText('one two three four'), holdAfter(2, gate)))
  await readyApp.send('Stream it')
  await expect(second.app.lastAnswer).toContainText('one two')
  await expect(second.app.lastAnswer).not.toContainText('three')
  gate.open()
  await expect(second.app.lastAnswer).toContainText('one two three four')
  await second.app.waitForAnswer('four')
  await readyApp.waitForAnswer('four')

  const never = createGate()
  provider.script(withFault(chatText('five six seven eight'), holdAfter(2, never)))
  await readyApp.send('And again')
  await expect(second.app.lastAnswer).toContainText('five six')
  await second.app.stop()
  await expect(readyApp.stopButton).toBeHidden()
  await expect(readyApp.lastAnswer).toContainText('five six')
  await expect(second.app.lastAnswer.getByRole('button', { name: 'Continue' })).toBeVisible()
  never.open()
})

test('both go on without a network, and meet again with everything once', async ({
  readyApp,
  browser,
  appOn,
  provider,
}) => {
  const person = { email: 'apart@example.org', password }
  await readyApp.ask('The thread')
  const path = new URL(readyApp.page.url()).pathname
  await createAccount(readyApp, person)
  await readyApp.open(path)
  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.threads.open('The thread')
  await expect(second.app.sync).toHaveText('Synced')

  const contexts = [readyApp.page.context(), second.app.page.context()]
  for (const context of contexts) await context.setOffline(true)
  await expect(readyApp.sync).toContainText('Offline')
  await readyApp.threads.rename('The thread', 'Named by the first')
  await second.app.send('Written by the second')
  await expect(second.app.said.last()).toContainText('Written by the second')
  await expect(second.app.sync).toContainText('waiting to sync')
  await expect(readyApp.said).toHaveCount(1)

  for (const context of contexts) await context.setOffline(false)
  await expect(second.app.threads.link('Named by the first')).toBeVisible({ timeout: 45_000 })
  await expect(readyApp.said).toHaveCount(2, { timeout: 45_000 })
  for (const { sync } of [readyApp, second.app]) await expect(sync).toHaveText('Synced', { timeout: 45_000 })
  expect(provider.calls().length).toBeGreaterThan(0)
})

test('the server is killed while a person writes: nothing of it is lost, and each screen says the truth', async ({
  readyApp,
  browser,
  appOn,
  stack,
}) => {
  const person = { email: 'kill@example.org', password }
  await readyApp.ask('The thread')
  const path = new URL(readyApp.page.url()).pathname
  await createAccount(readyApp, person)
  await readyApp.open(path)
  await expect(readyApp.sync).toHaveText('Synced')
  await stack.app.kill()
  await readyApp.ask('Written without a server')
  await expect(readyApp.sync).toContainText('Offline')
  await stack.app.start()
  await expect(readyApp.sync).toHaveText('Synced', { timeout: 60_000 })

  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.threads.open('The thread')
  await expect(second.app.said).toHaveCount(2)
  await expect(second.app.said.last()).toContainText('Written without a server')
})

test('a device that has a history of its own brings it into the account: one list on both', async ({
  readyApp,
  browser,
  appOn,
}) => {
  const person = { email: 'history@example.org', password }
  await readyApp.ask('From the first')
  await createAccount(readyApp, person)
  await readyApp.open('/')
  await expect(readyApp.sync).toHaveText('Synced')

  await using second = await openDevice(browser, { appOn })
  await second.app.open('/')
  await second.app.addProvider()
  await second.app.ask('From the second')
  await second.app.open('/settings/sync')
  await second.account.signIn(person)
  await second.account.expectSignedIn(person.email)
  await second.app.open('/')
  for (const title of ['From the first', 'From the second'])
    await expect(second.app.threads.link(title)).toBeVisible()
  // The first looks for workspaces that others brought now and then.
  for (const title of ['From the first', 'From the second'])
    await expect(readyApp.threads.link(title)).toBeVisible({ timeout: 90_000 })
})

test('a device that is removed is signed out at once, and keeps what it has', async ({
  readyApp,
  browser,
  appOn,
}) => {
  const person = { email: 'revoke@example.org', password }
  await readyApp.ask('The thread')
  await createAccount(readyApp, person)
  await using second = await openSignedIn(browser, { appOn }, person)
  await expect(second.app.sync).toHaveText('Synced')

  await readyApp.open('/settings/sync')
  await readyApp.page.getByRole('button', { name: /^Remove / }).click()
  await readyApp.page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(second.app.sync).toHaveText('Not syncing')
  await expect(second.app.threads.link('The thread')).toBeVisible()
})

/** Runs in the page: the account's workspace becomes one whose document is stored, and which is not taken in yet. */
const forgetArrival = async (): Promise<boolean> => {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await settled(indexedDB.open('weft'))
  const device = database.transaction('device', 'readwrite').objectStore('device')
  const identity: { value: { slot: string; others?: [object] } } = await settled(device.get('identity'))
  const { slot, others } = identity.value
  if (others !== undefined) await settled(device.put({ name: 'identity', value: { slot, ...others[0] } }))
  database.close()
  return others !== undefined
}
