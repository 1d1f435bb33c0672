/** What a server would not take: shown, kept as a file, and brought back, with two tabs and another device. */
import { readFile } from 'node:fs/promises'
import { createAccount, openSignedIn } from './device.ts'
import { expect, test } from './fixtures.ts'
import { named } from './names.ts'

/** Runs in the page: what waits is as after a refusal for good. Gives how much that was. */
const refuseWaiting = async (): Promise<number> => {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await settled(indexedDB.open('weft'))
  const transaction = database.transaction(['updates', 'outbox'], 'readwrite')
  const updates = transaction.objectStore('updates')
  const outbox = transaction.objectStore('outbox')
  const keys = await settled(outbox.getAllKeys())
  for (const key of keys) {
    const row: unknown = await settled(updates.get(key))
    updates.put({ ...Object(row), aside: 'clock-jump' })
    outbox.delete(key)
  }
  database.close()
  return keys.length
}

test('what was refused is read in a copy, and is everywhere again after another try', async ({
  readyApp,
  browser,
  appOn,
  openTab,
}) => {
  const person = { email: 'aside@example.org', password: 'violet umbrella 1887' }
  await readyApp.ask('The thread')
  const path = new URL(readyApp.page.url()).pathname
  await createAccount(readyApp, person)
  await readyApp.open(path)
  await expect(readyApp.sync).toHaveText('Synced')
  await using second = await openSignedIn(browser, { appOn }, person)
  await expect(second.app.threads.link('The thread')).toBeVisible()

  // Refused while nobody listens; the documents that still hold it go with their page.
  const context = readyApp.page.context()
  await readyApp.page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await context.setOffline(true)
  await expect(readyApp.sync).toContainText('Offline')
  await readyApp.threads.rename('The thread', 'Named here')
  expect(await readyApp.page.evaluate(refuseWaiting)).toBe(1)
  await readyApp.reload()
  await readyApp.settings.open('Data')
  await readyApp.page.getByRole('button', { name: named('Make them again') }).click()
  await expect(readyApp.page.getByText(/^Done/)).toBeVisible()
  await context.setOffline(false)
  await readyApp.open(path)
  await expect(readyApp.sync).toHaveText('Synced')
  await expect(readyApp.threads.link('The thread')).toBeVisible()

  const settings = (await openTab('/settings/sync')).page
  await expect(settings.getByText('1 change was set aside')).toBeVisible()
  const [download] = await Promise.all([
    settings.waitForEvent('download'),
    settings.getByRole('button', { name: named('Save a copy: The thread') }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^weft-set-aside-thr_\w+-\d{4}-\d\d-\d\d\.json$/)
  const copy = await readFile(await download.path(), 'utf8')
  for (const word of ['Named here', 'clock-jump']) expect(copy).toContain(word)
  await expect(settings.getByText(/^Saved as weft-set-aside/)).toBeVisible()

  await settings.getByRole('button', { name: named('Try again: The thread') }).click()
  await expect(settings.getByText('1 change is back in its place.')).toBeFocused()
  await expect(settings.getByText('1 change was set aside')).toBeHidden()
  for (const app of [readyApp, second.app]) {
    await expect(app.threads.link('Named here')).toBeVisible()
    await expect(app.sync).toHaveText('Synced')
  }
  await readyApp.reload()
  await expect(readyApp.threads.link('Named here')).toBeVisible()
})
