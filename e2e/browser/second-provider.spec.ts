/** The app with a provider of other people: the three formats, once each. */
import { startAimock } from '../stack/aimock.ts'
import { expect, test } from './fixtures.ts'

const answer = 'A loom holds the warp; the weft goes over and under.'

for (const [type, path, model] of [
  ['OpenAI', '/v1', 'gpt-4o'],
  ['OpenAI-compatible', '/v1', 'gpt-4o'],
  ['Anthropic', '', 'claude-3-5-sonnet-20241022'],
] as const) {
  test(`${type}: an answer streams in whole`, async ({ app }) => {
    await using mock = await startAimock()
    mock.answers('What is a weft?', answer)
    await app.addProvider({ type, name: 'Second', baseUrl: `${mock.url}${path}`, model })
    await app.send('What is a weft?')
    await app.waitForAnswer(answer)
    await expect(app.lastAnswer).toContainText(answer)
  })
}
