/** P1 and R6: the browser is killed, without warning, while an answer streams. */
import { chatText } from '../stack/chat-answer.ts'
import { holdAfter, tokensPerSecond, withFault } from '../stack/faults.ts'
import type { ProviderRequest } from '../stack/request.ts'
import { createGate } from '../stack/reply.ts'
import { expect, test } from './fixtures.ts'

const words = Array.from({ length: 2_000 }, (_, index) => ` word${index}`)
const slowAnswer = () => withFault(chatText('', { tokens: words }), tokensPerSecond(200))

/** What was on the wire more than a second before `moment`, on this process's clock. */
const sentBefore = (call: ProviderRequest, moment: number): string =>
  call
    .sent()
    .filter(entry => entry.at < moment - 1_000)
    .map(entry => entry.text)
    .join('')

test('kill -9 in the middle: message and older text are there, marked, and Continue works', async ({
  profile,
  provider,
  appOn,
}) => {
  const app = appOn(profile.page())
  await app.open()
  await app.addProvider()
  provider.script(slowAnswer())
  await app.send('A message that must survive')
  await expect(app.lastAnswer).toContainText('word600', { timeout: 20_000 })
  const killedAt = performance.now()
  await profile.kill()
  const [call] = provider.calls()
  const expected = call === undefined ? '' : sentBefore(call, killedAt)

  const again = appOn(await profile.reopen())
  await again.open()
  await again.threads.open('A message that must survive')
  await expect(again.lastAnswer).toContainText('Interrupted')
  const kept = (await again.lastAnswer.innerText()).replaceAll(/\s+/g, ' ')
  const missing = expected
    .trim()
    .split(' ')
    .filter(word => !kept.includes(`${word} `) && !kept.endsWith(word))
  expect(missing.length / words.length, `missing: ${missing.slice(0, 5).join(' ')}`).toBeLessThanOrEqual(0.01)

  await again.conversation.evaluate(log => log.scrollTo(0, 0))
  await expect(again.said).toContainText('A message that must survive')
  await again.conversation.evaluate(log => log.scrollTo(0, log.scrollHeight))

  provider.script(chatText(' and so it ended.'))
  await again.lastAnswer.getByRole('button', { name: 'Continue' }).click()
  await again.waitForAnswer('and so it ended.')
})

test('a crash of the tab alone is no different', async ({ readyApp: app, provider, openTab }) => {
  const gate = createGate()
  provider.script(withFault(chatText('the words so far and more'), holdAfter(3, gate)))
  await app.send('Before the crash')
  await expect(app.lastAnswer).toContainText('the words so')
  await app.page.close({ runBeforeUnload: false })
  const again = await openTab('/')
  await again.threads.open('Before the crash')
  await expect(again.said).toContainText('Before the crash')
})

test('a reload in the middle keeps what was seen for a second', async ({ readyApp: app, provider }) => {
  provider.script(slowAnswer())
  await app.send('Reload me')
  await expect(app.lastAnswer).toContainText('word400', { timeout: 20_000 })
  const [call] = provider.calls()
  const reloadedAt = performance.now()
  await app.reload()
  const expected = call === undefined ? '' : sentBefore(call, reloadedAt)
  await expect(app.lastAnswer).toContainText('Interrupted')
  const lastWord = expected.trim().split(' ').at(-1) ?? ''
  await expect(app.lastAnswer).toContainText(lastWord)
  await expect(app.lastAnswer.getByRole('button', { name: 'Regenerate' })).toBeVisible()
})

test('a message sent the instant before the kill is there', async ({ profile, provider, appOn }) => {
  const app = appOn(profile.page())
  await app.open()
  await app.addProvider()
  const gate = createGate()
  provider.always(() => true, withFault(chatText('x'), holdAfter(0, gate)))
  for (const round of [1, 2, 3]) {
    const current = appOn(profile.page())
    if (round > 1) {
      await current.open()
      await current.newThread()
    }
    await current.send(`Said in round ${round}`)
    await profile.kill()
    const again = appOn(await profile.reopen())
    await again.open()
    await again.threads.open(`Said in round ${round}`)
    await expect(again.said).toContainText(`Said in round ${round}`)
  }
})
