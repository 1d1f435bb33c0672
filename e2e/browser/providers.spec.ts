/** Accounts of providers: the form of each kind, what a test says, and where a key is and is not. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anthropicText } from '../stack/anthropic-answer.ts'
import { chatText } from '../stack/chat-answer.ts'
import { holdAfter, withFault, withoutCors } from '../stack/faults.ts'
import { startFaultProvider } from '../stack/fault-provider.ts'
import { openaiModels } from '../stack/model-lists.ts'
import { createGate, type Answer } from '../stack/reply.ts'
import type { RequestMatch } from '../stack/request.ts'
import { responsesText } from '../stack/responses-answer.ts'
import { vendorError } from '../stack/vendor-errors.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'
import { testKey } from './provider-form.ts'
import { readPageStorage } from './page-storage.ts'

const listsModels: RequestMatch = request => request.format === 'models'

const presets = [
  ['OpenAI', 'https://api.openai.com/v1'],
  ['Anthropic', 'https://api.anthropic.com'],
  ['OpenRouter', 'https://openrouter.ai/api/v1'],
  ['Groq', 'https://api.groq.com/openai/v1'],
  ['Mistral', 'https://api.mistral.ai/v1'],
  ['DeepSeek', 'https://api.deepseek.com'],
  ['Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'],
  ['Ollama', 'http://localhost:11434/v1'],
  ['LM Studio', 'http://localhost:1234/v1'],
  ['llama.cpp', 'http://localhost:8080/v1'],
  ['vLLM', 'http://localhost:8000/v1'],
] as const

test('each known service brings its own address', async ({ app }) => {
  await app.settings.open('Providers')
  await app.providerForm.openNew()
  for (const [type, baseUrl] of presets) {
    await app.providerForm.chooseType(type)
    await expect(app.providerForm.baseUrl, type).toHaveValue(baseUrl)
  }
})

test('the three formats reach their own endpoints with their own headers', async ({ app, provider }) => {
  await app.addProvider({
    type: 'OpenAI',
    name: 'Work',
    baseUrl: `${provider.url}/openai/v1`,
    model: 'gpt-5.1',
  })
  provider.script(responsesText('By Responses.'))
  await app.ask('one')
  await app.addProvider({
    type: 'Anthropic',
    name: 'Home',
    baseUrl: `${provider.url}/anthropic`,
    model: 'claude-sonnet-5',
  })
  provider.script(anthropicText('By Messages.'))
  await app.ask('two')
  await expect(app.lastAnswer).toContainText('By Messages.')
  const [first, second] = provider.calls().filter(call => call.prompt === 'one' || call.prompt === 'two')
  expect([first?.path, first?.headers.authorization]).toEqual(['/openai/v1/responses', `Bearer ${testKey}`])
  expect([second?.path, second?.headers['x-api-key']]).toEqual(['/anthropic/v1/messages', testKey])
  expect(second?.headers['anthropic-dangerous-direct-browser-access']).toBe('true')
})

const diagnoses: readonly (readonly [name: string, answer: Answer, message: RegExp])[] = [
  ['the key', vendorError('openai', 'key-refused'), /The key was refused/],
  ['the quota', vendorError('openai', 'quota'), /No credit is left/],
  [
    'the address',
    vendorError('ollama', 'model-unknown'),
    /there is no API at this address|The model is not there|Check the/,
  ],
  ['CORS', withFault(openaiModels(['a']), withoutCors), /answers, but not to this page \(CORS\)/],
  ['an error of the server', vendorError('openai', 'server'), /had an error of its own/],
]

for (const [name, answer, message] of diagnoses) {
  test(`a test of the connection names ${name}, and the form keeps what was typed`, async ({
    app,
    provider,
  }) => {
    provider.always(() => true, answer)
    await app.settings.open('Providers')
    await app.providerForm.openNew()
    await app.providerForm.fill({
      type: 'OpenAI-compatible',
      name: 'Workshop',
      baseUrl: `${provider.url}/v1`,
      key: testKey,
    })
    await app.providerForm.test.click()
    await expect(app.page.getByText(message).first()).toBeVisible()
    await expect(app.providerForm.baseUrl).toHaveValue(`${provider.url}/v1`)
    await expect(app.providerForm.key).toHaveValue(testKey)
  })
}

test('a server that is off is told from one that refuses', async ({ app }) => {
  const gone = await startFaultProvider()
  await gone.close()
  await app.settings.open('Providers')
  await app.providerForm.openNew()
  await app.providerForm.fill({
    type: 'OpenAI-compatible',
    name: 'Gone',
    baseUrl: `${gone.url}/v1`,
    key: 'x',
  })
  await app.providerForm.test.click()
  await expect(app.page.getByText(/Nothing answers at 127\.0\.0\.1/).first()).toBeVisible()
})

test('several accounts of one vendor stay apart', async ({ app, provider }) => {
  await app.addProvider({ name: 'Mine', key: 'sk-mine-1111' })
  await app.ask('from mine')
  await app.settings.open('Providers')
  await app.providerForm.add({ name: 'Theirs', key: 'sk-theirs-2222' })
  await expect(app.providerForm.saved('Mine')).toContainText('1111')
  await expect(app.providerForm.saved('Theirs')).toContainText('2222')
  expect(provider.calls()[0]?.headers.authorization).toBe('Bearer sk-mine-1111')
})

test('headers of one’s own reach the server', async ({ app, provider }) => {
  await app.addProvider({ headers: [['X-Team', 'blue']] })
  await app.ask('hello')
  expect(provider.calls()[0]?.headers['x-team']).toBe('blue')
})

test('models come from the provider, and others can be typed', async ({ app, provider }) => {
  provider.always(listsModels, openaiModels(['zeta-1', 'alpha-2']))
  await app.addProvider({ model: 'alpha-2' })
  await app.modelButton.click()
  await expect(app.page.getByRole('option', { name: /zeta-1/ })).toBeVisible()
})

test('a provider can be removed, and its threads stay', async ({ readyApp: app, page }) => {
  await app.ask('Kept')
  await app.settings.open('Providers')
  await page.getByRole('button', { name: 'More for Workshop' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(app.providerForm.saved('Workshop')).toHaveCount(0)
  await app.undo()
  await expect(app.providerForm.saved('Workshop')).toContainText('x09B')
  await page.getByRole('button', { name: 'More for Workshop' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await app.settings.close()
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.link('Kept')).toBeVisible()
  })
})

test('the key is in no storage of the page in plain text', async ({ readyApp: app }) => {
  await app.ask('hello')
  const stored = await readPageStorage(app.page)
  expect(stored.size, 'something is stored at all').toBeGreaterThan(1_000)
  expect(stored.contains('hello'), 'a canary that must be found').toBe(true)
  expect(stored.contains(testKey)).toBe(false)
})

test('the key is not in the files of the profile', async ({ profile, appOn }) => {
  const app = appOn(profile.page())
  await app.open()
  await app.addProvider()
  await app.ask('canary-in-plain-rows')
  await profile.quit()
  const bytes = await readFiles(profile.directory)
  expect(contains(bytes, 'canary-in-plain-rows'), 'a canary that must be found').toBe(true)
  expect(contains(bytes, testKey)).toBe(false)
})

test('the page does not hold the key while a call runs', async ({ readyApp: app, provider, context }) => {
  await app.reload()
  const gate = createGate()
  provider.script(withFault(chatText('one two'), holdAfter(1, gate)))
  await app.send('canary-of-the-page')
  await gate.reached
  expect(provider.calls()[0]?.headers.authorization).toBe(`Bearer ${testKey}`)
  const session = await context.newCDPSession(app.page)
  let snapshot = ''
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    snapshot += chunk
  })
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  gate.open()
  expect(snapshot.includes('canary-of-the-page'), 'a canary that must be found').toBe(true)
  expect(snapshot.includes(testKey)).toBe(false)
})

const readFiles = async (directory: string): Promise<readonly Buffer[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(entry => readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0))),
  )
}

const contains = (files: readonly Buffer[], text: string): boolean =>
  files.some(
    bytes => bytes.includes(Buffer.from(text, 'latin1')) || bytes.includes(Buffer.from(text, 'utf16le')),
  )
