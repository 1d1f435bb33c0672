/** What is written to a provider that cannot be reached waits for it, and goes out by itself. */
import { expect, test } from './fixtures.ts'

test('messages of two threads wait over a reload, and are sent in order when there is somebody to send them to', async ({
  readyApp: app,
  context,
  provider,
}) => {
  await app.ask('First, while it is there')
  const before = provider.calls().length
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()

  await context.setOffline(true)
  await app.send('Written first')
  await expect(app.conversation.getByText('cannot be reached')).toBeVisible({ timeout: 30_000 })
  await expect(app.conversation.getByText('will be sent by itself')).toBeVisible({ timeout: 30_000 })
  await app.newThread()
  await app.send('Written second')
  await expect(app.conversation.getByText(/^Waiting since/)).toBeVisible()

  await app.reload()
  await expect(app.conversation.getByText(/^Waiting since/)).toBeVisible()
  await expect(app.said).toContainText('Written second')
  expect(provider.calls()).toHaveLength(before)

  await context.setOffline(false)
  await app.waitForAnswer('Written second')
  await expect(app.conversation.getByText(/^Waiting since/)).toBeHidden()
  expect(
    provider
      .calls()
      .slice(before)
      .map(({ prompt }) => prompt),
  ).toEqual(['Written first', 'Written second'])
  await app.threads.link('First, while it is there').click()
  await app.waitForAnswer('Written first')
})

test('whoever wants to be asked is asked', async ({ readyApp: app, context, provider }) => {
  await app.settings.open('General')
  await app.settings
    .panel('General')
    .getByRole('combobox', { name: 'Messages to a provider that cannot be reached' })
    .selectOption('Ask me')
  await app.settings.close()
  await app.ask('First, online')
  await context.setOffline(true)
  await app.send('Then, offline')
  await expect(app.conversation.getByRole('button', { name: 'Send again' })).toBeVisible({ timeout: 30_000 })
  const before = provider.calls().length
  await context.setOffline(false)
  await app.conversation.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => provider.calls().length).toBe(before + 1)
  await app.waitForAnswer('Then, offline')
})
