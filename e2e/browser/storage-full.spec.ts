/** R7: the disk is full. What is shown is saved, what is not is said, and it works again when there is room. */
import { expect, test } from './fixtures.ts'

test('a full disk is said, the draft stays, and after making room everything goes on', async ({
  readyApp: app,
  context,
  page,
}) => {
  await app.ask('Saved before')
  const session = await context.newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: app.url, quotaSize: 1 })
  await app.type('Written while the disk is full')
  await app.sendButton.click()
  await expect(page.getByText('The disk is full').first()).toBeVisible()
  await expect
    .poll(async () => `${await app.composer.inputValue()} ${await app.conversation.innerText()}`, {
      message: 'what was typed is still on the screen',
    })
    .toContain('Written while the disk is full')
  await expect(app.conversation).toContainText('Saved before')

  await session.send('Storage.overrideQuotaForOrigin', { origin: app.url })
  // What was not taken waits in the composer; what was taken goes on by itself or is asked for again.
  const again = page.getByRole('button', { name: /Try again|Send again/ }).first()
  if ((await app.composer.inputValue()).includes('Written while')) await app.sendButton.click()
  else if (await again.isVisible()) await again.click()
  await app.waitForAnswer('Written while the disk is full')
  await app.reload()
  await expect(app.conversation).toContainText('Saved before')
  await expect(app.conversation).toContainText('Written while the disk is full')
})
