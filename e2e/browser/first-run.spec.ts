/** From the first page to the first answer: no account, no wall, three ways to begin. */
import { chatText } from '../stack/chat-answer.ts'
import { createGate } from '../stack/reply.ts'
import { holdAfter, withFault } from '../stack/faults.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'
import { testKey } from './provider-form.ts'

test('the first page asks where answers come from, and for nothing else', async ({ app }) => {
  await expect(app.page.getByRole('heading', { level: 1 })).toContainText('A place to think with a model')
  await expect(app.page.getByText('Use a key you have')).toBeVisible()
  await expect(app.page.getByText('Use a server you run')).toBeVisible()
  for (const field of ['E-mail', 'Password']) await expect(app.page.getByLabel(field)).toHaveCount(0)
})

test('looking around needs no key, and what is written is kept', async ({ app }) => {
  await app.page.getByText('Look around first').click()
  await app.composer.fill('A thought before any key')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.composer).toHaveValue('A thought before any key')
  })
})

test('a provider by hand, the first streamed answer, and both are there after a reload', async ({
  app,
  provider,
}) => {
  await app.page.getByText('Use a key you have').click()
  await app.providerForm.fill({
    type: 'OpenAI-compatible',
    name: 'Workshop',
    baseUrl: `${provider.url}/v1`,
    key: testKey,
  })
  await app.providerForm.test.click()
  await expect(app.page.getByText('Works.')).toBeVisible()
  await app.providerForm.save.click()
  await expect(app.composer).toBeVisible()
  await app.chooseModel('gpt-5.1')

  const gate = createGate()
  provider.script(withFault(chatText('The weft goes **over** and under.'), holdAfter(3, gate)))
  await app.send('What is a weft?')
  await expect(app.lastAnswer).toContainText('The weft goes')
  await expect(app.stopButton).toBeVisible()
  gate.open()
  await app.waitForAnswer('The weft goes over and under.')

  const [call] = provider.calls()
  expect(call?.headers.authorization).toBe(`Bearer ${testKey}`)
  expect(call?.prompt).toBe('What is a weft?')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.said).toHaveText('What is a weft?')
    await expect(app.lastAnswer.locator('strong')).toHaveText('over')
  })
})

test('what the model said, by whom, how long and for how many tokens stands under the answer', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText('Short.', { usage: { prompt: 1_234, completion: 56 } }))
  const answer = await app.ask('Say it')
  await expect(answer).toContainText('gpt-5.1')
  await expect(answer).toContainText(/1,290|1,234|56/)
})
