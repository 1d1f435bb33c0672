/** A conversation: it streams, stops, branches, and keeps every branch. */
import { chatReasoning, chatText } from '../stack/chat-answer.ts'
import { cutAfter, holdAfter, withFault } from '../stack/faults.ts'
import { createGate } from '../stack/reply.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'

test('an answer streams as it is made', async ({ readyApp: app, provider }) => {
  const gate = createGate()
  provider.script(withFault(chatText('one two three four'), holdAfter(2, gate)))
  await app.send('Count')
  await expect(app.lastAnswer).toContainText('one two')
  await expect(app.lastAnswer).not.toContainText('three')
  gate.open()
  await app.waitForAnswer('one two three four')
})

test('writing goes on while an answer arrives', async ({ readyApp: app, provider }) => {
  const gate = createGate()
  provider.script(withFault(chatText('one two'), holdAfter(1, gate)))
  await app.send('Count')
  await gate.reached
  await app.type('My next thought')
  gate.open()
  await app.waitForAnswer('one two')
  await expect(app.composer).toHaveValue('My next thought')
})

test('Stop ends the call at the provider and keeps what came', async ({ readyApp: app, provider }) => {
  const gate = createGate()
  provider.script(withFault(chatText('kept words and never these'), holdAfter(2, gate)))
  await app.send('Go on')
  await expect(app.lastAnswer).toContainText('kept words')
  await app.stop()
  expect(await (await provider.next(() => true, 0)).ended).toBeDefined()
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.lastAnswer).toContainText('kept words')
    await expect(app.lastAnswer).not.toContainText('never')
    await expect(app.lastAnswer).toContainText('Stopped')
  })
  expect(provider.calls().at(-1)?.outcome()).toBe('client-left')
})

test('an edit makes a sibling, and the pager goes between them', async ({ readyApp: app, provider }) => {
  provider.script([chatText('Answer to the first.'), chatText('Answer to the second.')])
  await app.ask('First wording')
  await app.edit('First wording', 'Second wording')
  await app.waitForAnswer('Answer to the second.')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.said).toHaveText(/Second wording/)
    await expect(app.said).toContainText('2 of 2')
  })
  await app.previousVersion(app.said)
  await expect(app.said).toContainText('First wording')
  await expect(app.lastAnswer).toContainText('Answer to the first.')
  await app.nextVersion(app.said)
  await expect(app.lastAnswer).toContainText('Answer to the second.')
})

test('regenerating keeps the answer before, and the newest is shown', async ({ readyApp: app, provider }) => {
  provider.script([chatText('The first try.'), chatText('The second try.')])
  await app.ask('Try')
  await app.regenerate()
  await app.waitForAnswer('The second try.')
  expect(provider.calls().map(call => call.prompt)).toEqual(['Try', 'Try'])
  await app.previousVersion(app.lastAnswer)
  await expect(app.lastAnswer).toContainText('The first try.')
  await app.reload()
  await expect(app.lastAnswer).toContainText('The first try.')
  await expect(app.lastAnswer).toContainText('1 of 2')
})

test('the branch in view is the one that is sent', async ({ readyApp: app, provider }) => {
  provider.script([chatText('Red.'), chatText('Blue.'), chatText('Indeed.')])
  await app.ask('Which?')
  await app.regenerate()
  await app.waitForAnswer('Blue.')
  await app.previousVersion(app.lastAnswer)
  await expect(app.lastAnswer).toContainText('Red.')
  await app.send('Sure?')
  await app.waitForAnswer('Indeed.')
  const body = provider.calls().at(-1)?.rawBody ?? ''
  expect(body).toContain('Red.')
  expect(body).not.toContain('Blue.')
})

test('deleting a message keeps its children, and can be undone', async ({ readyApp: app, provider }) => {
  provider.script([chatText('Early.'), chatText('Late.')])
  await app.ask('One')
  await app.ask('Two')
  await app.deleteMessage(app.answers.first())
  await expect(app.conversation.getByText('Early.')).toBeHidden()
  await expect(app.conversation.getByText('Late.')).toBeVisible()
  await app.undo()
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.conversation.getByText('Early.')).toBeVisible()
    await expect(app.conversation.getByText('Late.')).toBeVisible()
  })
})

test('an answer cut on its way is marked, and Continue goes on from there', async ({
  readyApp: app,
  provider,
}) => {
  provider.script([withFault(chatText('The beginning of it'), cutAfter(2)), chatText(' and the end.')])
  await app.send('Tell')
  await expect(app.lastAnswer).toContainText('Interrupted')
  await expect(app.lastAnswer).toContainText('The beginning')
  await app.lastAnswer.getByRole('button', { name: 'Continue' }).click()
  await app.waitForAnswer('and the end.')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.conversation).toContainText('The beginning and the end.')
  })
  expect(provider.calls().at(-1)?.rawBody).toContain('The beginning')
})

test('thoughts are one closed line above the answer', async ({ readyApp: app, provider }) => {
  provider.script(chatReasoning('First I count the letters.', 'Three.'))
  await app.ask('How many?')
  const step = app.lastAnswer.getByRole('button', { name: /Thought/ })
  await expect(step).toHaveAttribute('aria-expanded', 'false')
  await expect(app.lastAnswer.getByText('First I count the letters.')).toBeHidden()
  await step.click()
  await expect(app.lastAnswer.getByText('First I count the letters.')).toBeVisible()
})

test('two threads answer at once and go on when the person is elsewhere', async ({
  readyApp: app,
  provider,
}) => {
  const [first, second] = [createGate(), createGate()]
  provider.script([
    withFault(chatText('first answer whole'), holdAfter(1, first)),
    withFault(chatText('second answer whole'), holdAfter(1, second)),
  ])
  await app.send('Thread one')
  await first.reached
  await app.newThread()
  await app.send('Thread two')
  await second.reached
  first.open()
  second.open()
  await app.waitForAnswer('second answer whole')
  await app.threads.open('Thread one')
  await app.waitForAnswer('first answer whole')
})

test('markdown: table, list of tasks, code with a copy button, formula', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(
    chatText(
      '| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n```ts\nconst x = 1\n```\n\n$$x^2 + y^2$$',
    ),
  )
  const answer = await app.ask('Show')
  await expect(answer.getByRole('table')).toContainText('1')
  await expect(answer.getByRole('listitem')).toHaveCount(2)
  await expect(answer.locator('pre')).toContainText('const x = 1')
  await expect(answer.locator('math')).toHaveCount(1)
  await answer.locator('pre').hover()
  await answer.getByRole('button', { name: 'Copy' }).first().click()
  await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe('const x = 1')
})

test('Copy gives the answer as it was written', async ({ readyApp: app, provider }) => {
  provider.script(chatText('Some **bold** words.'))
  const answer = await app.ask('Say')
  await app.act(answer, 'Copy')
  await expect
    .poll(() => app.page.evaluate(() => navigator.clipboard.readText()))
    .toBe('Some **bold** words.')
})

test('the view follows the answer at the bottom, and leaves the reader alone elsewhere', async ({
  readyApp: app,
  provider,
}) => {
  const paragraphs = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}.`).join('\n\n')
  const gate = createGate()
  provider.script([chatText(paragraphs), withFault(chatText(paragraphs), holdAfter(20, gate))])
  await app.ask('Much')
  await expect(app.conversation.getByText('Paragraph 59.').last()).toBeInViewport()
  await app.send('More')
  await gate.reached
  await app.conversation.hover()
  await app.page.mouse.wheel(0, -2_000)
  const back = app.page.getByRole('button', { name: 'To the latest message' })
  await expect(back).toBeVisible()
  const before = await app.conversation.evaluate(log => log.scrollTop)
  gate.open()
  await expect(app.stopButton).toBeHidden()
  expect(await app.conversation.evaluate(log => log.scrollTop)).toBe(before)
  await back.click()
  await expect(app.conversation.getByText('Paragraph 59.').last()).toBeInViewport()
})
