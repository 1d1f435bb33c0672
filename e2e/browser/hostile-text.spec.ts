/** Text made to break a renderer: the page stays usable, and the raw text is kept. */
import { chatText } from '../stack/chat-answer.ts'
import { expect, test } from './fixtures.ts'

const floods: readonly (readonly [name: string, text: string])[] = [
  ['a hundred thousand zero-width characters', `start${'\u200b'.repeat(100_000)}end`],
  ['a hundred thousand line feeds', `start${'\n'.repeat(100_000)}end`],
  ['one line of a megabyte', `start ${'x'.repeat(1_000_000)} end`],
  [
    'a list ten thousand deep',
    `start\n\n${Array.from({ length: 10_000 }, (_, depth) => `${' '.repeat(Math.min(depth, 200) * 2)}- x`).join('\n')}\n\nend`,
  ],
  ['a quote ten thousand deep', `start\n\n${'>'.repeat(10_000)} deep\n\nend`],
  [
    'ten thousand table columns',
    `start\n\n|${'a|'.repeat(10_000)}\n|${'-|'.repeat(10_000)}\n|${'1|'.repeat(10_000)}\n\nend`,
  ],
  ['ten thousand emphasis marks', `start ${'*a_'.repeat(10_000)} end`],
  ['ten thousand open brackets', `start ${'['.repeat(10_000)} end`],
  ['ten thousand emoji', `start ${'👩🏽‍🚀'.repeat(10_000)} end`],
  [
    'direction overrides in code',
    'start\n\n```js\nconst admin = "\u202e true \u2066// not\u2069"\n```\n\nend',
  ],
]

for (const [name, text] of floods) {
  test(`${name}: the page goes on`, async ({ readyApp: app, provider }) => {
    provider.script(chatText(text, { tokens: text.match(/[\s\S]{1,4096}/g) ?? [] }))
    await app.send('Flood')
    await expect(app.lastAnswer).toContainText('start', { timeout: 30_000 })
    await expect(app.stopButton).toBeHidden({ timeout: 30_000 })
    await app.newThread()
    await app.ask('Still there?')
    await expect(app.lastAnswer).toContainText('You said')
  })
}

test('direction marks in code are made visible', async ({ readyApp: app, provider }) => {
  provider.script(chatText('```js\nconst admin = "\u202e true"\n```'))
  const answer = await app.ask('Code')
  await expect(answer.locator('pre')).toContainText(/U\+202E|RLO|⟨/)
})
