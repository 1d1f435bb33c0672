/** R13: two tabs of one person are both live, and neither overwrites the other. */
import { chatText } from '../stack/chat-answer.ts'
import { says, when } from '../stack/fault-provider.ts'
import { holdAfter, withFault } from '../stack/faults.ts'
import { createGate } from '../stack/reply.ts'
import type { AppPage } from './app-page.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'

test('a thread made in one tab appears in the other', async ({ readyApp: app, openTab }) => {
  const other = await openTab('/')
  await app.ask('Made in the first tab')
  await expect(other.threads.link('Made in the first tab')).toBeVisible()
  await other.threads.rename('Made in the first tab', 'Renamed in the second')
  await expect(app.threads.link('Renamed in the second')).toBeVisible()
})

test('an answer streams in both tabs', async ({ readyApp: app, openTab, provider }) => {
  await app.ask('The thread')
  const other = await openTab(new URL(app.page.url()).pathname)
  const gate = createGate()
  provider.script(withFault(chatText('one two three four'), holdAfter(2, gate)))
  await app.send('Stream it')
  await expect(other.lastAnswer).toContainText('one two')
  await expect(other.lastAnswer).not.toContainText('three')
  gate.open()
  await expect(other.lastAnswer).toContainText('one two three four')
  expect(provider.calls().filter(call => call.prompt === 'Stream it')).toHaveLength(1)
})

test('a tab opened while an answer runs shows what came before it', async ({
  readyApp: app,
  openTab,
  provider,
}) => {
  const gate = createGate()
  provider.script(withFault(chatText('one two three four'), holdAfter(2, gate)))
  await app.send('Stream it')
  await expect(app.lastAnswer).toContainText('one two')
  const other = await openTab(new URL(app.page.url()).pathname)
  await expect(other.lastAnswer).toContainText('one two')
  gate.open()
  await expect(other.lastAnswer).toContainText('four')
})

test('both write into one thread at once, and nothing is lost', async ({
  readyApp: app,
  openTab,
  provider,
}) => {
  await app.ask('The thread')
  const other = await openTab(new URL(app.page.url()).pathname)
  provider.script([
    when(says('from the first'), chatText('To the first.')),
    when(says('from the second'), chatText('To the second.')),
  ])
  await Promise.all([app.type('from the first'), other.type('from the second')])
  await Promise.all([app.sendButton.click(), other.sendButton.click()])
  await expect.poll(() => provider.calls().filter(call => call.outcome() === 'played').length).toBe(3)
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.stopButton).toBeHidden()
    const texts = await readAllBranches(app)
    for (const text of ['from the first', 'from the second', 'To the first.', 'To the second.']) {
      expect(texts).toContain(text)
    }
  })
})

test('both write into threads of their own at once, and nothing is lost', async ({
  readyApp: app,
  openTab,
}) => {
  const other = await openTab('/')
  await other.newThread()
  await Promise.all([app.ask('Alone in the first'), other.ask('Alone in the second')])
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.link('Alone in the first')).toBeVisible()
    await expect(app.threads.link('Alone in the second')).toBeVisible()
  })
})

test('when the leading tab goes, the other goes on', async ({ readyApp: app, openTab }) => {
  const other = await openTab('/')
  await app.page.close()
  await other.newThread()
  await other.ask('After the leader left')
  await expectBeforeAndAfterReload(other, async () => {
    await expect(other.said).toContainText('After the leader left')
  })
})

test('the theme and the language change in both', async ({ readyApp: app, openTab }) => {
  const other = await openTab('/')
  await app.settings.setTheme('Dark')
  await other.reload()
  await expect(other.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

/**
 * The text of every branch of the last turn: its pager is walked back to the first version and on to the last. The
 * place that the pager names changes with the branch; anything else may change for another reason.
 */
const readAllBranches = async (app: AppPage): Promise<string> => {
  const place = app.conversation.getByText(/^\d+ of \d+$/).last()
  const read = async (): Promise<string> => {
    await app.waitForAnswer()
    return app.conversation.innerText()
  }
  let texts = await read()
  for (const name of ['Previous version', 'Next version']) {
    const pager = app.conversation.getByRole('button', { name }).last()
    while ((await pager.count()) > 0 && (await pager.isEnabled())) {
      const before = await place.innerText()
      await pager.click()
      await expect(place).not.toHaveText(before)
      texts += await read()
    }
  }
  return texts
}
