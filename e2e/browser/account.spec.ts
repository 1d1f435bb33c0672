/** An account with the real server, the real engine and its policies: made, given to other devices, come back to. */
import { createAccountPage } from './account-page.ts'
import { expect, test } from './fixtures.ts'

const password = 'violet umbrella 1887'

test('made on one device, signed in on the next', async ({ app, browser, stack }) => {
  const person = { email: 'next@example.org', password }
  const first = createAccountPage(app.page)
  await first.open()
  await first.createAccount(person)
  await first.expectSignedIn(person.email)
  await first.setPhrase()
  await app.page.reload()
  await first.expectSignedIn(person.email)

  await using context = await browser.newContext({ baseURL: stack.app.url })
  const page = await context.newPage()
  await page.goto('/settings/sync')
  const second = createAccountPage(page)
  await second.signIn(person)
  await second.expectSignedIn(person.email)
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(1)
})

test('a new device gets the account from one that has it, without a password', async ({
  app,
  browser,
  stack,
}) => {
  const person = { email: 'pair@example.org', password }
  const first = createAccountPage(app.page)
  await first.open()
  await first.createAccount(person)
  await first.expectSignedIn(person.email)

  await using context = await browser.newContext({ baseURL: stack.app.url })
  const page = await context.newPage()
  await page.goto('/settings/sync')
  const second = createAccountPage(page)
  await second.typeDigits(await first.readCode(await second.showCode()))
  await first.agree()
  await second.expectSignedIn(person.email)
})
