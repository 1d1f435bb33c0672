/**
 * A4, as a new person with no key meets it: a model comes to this device, answers with the network off, and goes again.
 * The models are tiny and made in `stack/tiny-model`; the engines that run them are those that ship.
 */
import { expect, test as base } from './fixtures.ts'
import { createDeviceModelsPage } from './device-models-page.ts'
import { startModelHost, type ModelHost } from '../stack/model-host.ts'
import { createEmbedder } from '../stack/tiny-model/embedder.ts'
import { createLanguageModel } from '../stack/tiny-model/language-model.ts'
import { createWebllmRepository, emptyWasm, notWasm } from '../stack/webllm-repository.ts'

const test = base.extend<{ readonly host: ModelHost }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern which fixtures are needed.
  host: async ({}, use) => {
    const host = await startModelHost()
    await use(host)
    await host.close()
  },
})

const megabytes = 1024 * 1024
const weights = 'tiny/talker/onnx/model_quantized.onnx'

const storedFiles = (page: { evaluate: <T>(run: () => Promise<T>) => Promise<T> }): Promise<number> =>
  page.evaluate(async () => {
    let files = 0
    for (const name of await caches.keys())
      if (name.startsWith('webllm/') || name === 'weft/onnx' || name === 'weft/pieces')
        files += (await (await caches.open(name)).keys()).length
    return files
  })

test('downloads with a progress that outlives a reload, answers without a network, and is removed again', async ({
  app,
  context,
  host,
  stack,
}) => {
  host.add('tiny/talker', createLanguageModel({ weights: ['q8'], padding: 40 * megabytes }))
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await expect(models.panel).toContainText('No model is on this device yet.')
  await models.add({ name: 'Talker', weights: `${host.url}/tiny/talker` })

  const hold = host.hold(weights, 20 * megabytes)
  await models.download('Talker')
  await hold.reached
  // The second piece of three waits in its middle; the others come.
  await expect(models.progress('Talker')).toHaveAttribute('aria-valuetext', /^30\sMB of 42\sMB/)
  await app.page.reload()
  await models.open()
  await expect(models.progress('Talker')).toBeVisible()
  hold.release()
  await models.here('Talker')
  // Those two had come before the reload, and were not asked for again.
  const size = 40 * megabytes
  expect(host.sent(weights)).toBeLessThan(size + 6 * megabytes)

  await host.close()
  await stack.app.stop()
  try {
    await context.setOffline(true)
    await app.page.goto(`${app.url}/`)
    await app.chooseModel('Talker')
    const asked: string[] = []
    context.on('request', request => asked.push(request.url()))
    await app.send('Tell me something')
    const answer = await app.waitForAnswer()
    await expect(answer.locator('p').first()).toHaveText(/\w{3,}/)
    // What the page asks of itself comes from what it has stored: its server is stopped. It asks nobody else.
    expect(asked.filter(url => !url.startsWith(`${app.url}/`))).toEqual([])
  } finally {
    await context.setOffline(false)
    await stack.app.start()
  }

  await models.open()
  const hasRuntime = (): Promise<boolean> => app.page.evaluate(() => caches.has('weft-on-demand-onnx'))
  expect(await storedFiles(app.page)).toBeGreaterThan(0)
  expect(await hasRuntime()).toBe(true)
  await models.remove('Talker')
  expect(await storedFiles(app.page)).toBe(0)
  await expect.poll(hasRuntime).toBe(false)
})

test('a download can be paused, resumed and given up', async ({ app, host }) => {
  host.add('tiny/talker', createLanguageModel({ weights: ['q8'], padding: 40 * megabytes }))
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await models.add({ name: 'Talker', weights: `${host.url}/tiny/talker` })
  const hold = host.hold(weights, 20 * megabytes)
  await models.download('Talker')
  await hold.reached
  await models.pause('Talker')
  await expect(models.progress('Talker')).toHaveAttribute('aria-valuetext', /paused, what arrived is kept/)
  hold.release()
  await models.resume('Talker')
  await models.here('Talker')

  const again = host.hold(weights, 5 * megabytes)
  await models.remove('Talker')
  await models.download('Talker')
  await again.reached
  await models.panel.getByRole('button', { name: 'Give up Talker and free its room' }).click()
  await expect(models.progress('Talker')).toBeHidden()
  expect(await storedFiles(app.page)).toBe(0)
  again.release()
})

test('an answer can be stopped, and two threads take turns with the one model', async ({ app, host }) => {
  host.add('tiny/talker', createLanguageModel({ weights: ['q8'], endsAfter: Number.POSITIVE_INFINITY }))
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await models.add({ name: 'Talker', weights: `${host.url}/tiny/talker` })
  await models.download('Talker')
  await models.here('Talker')
  await app.page.goto(`${app.url}/`)
  await app.chooseModel('Talker')
  await app.send('Talk for ever')
  await expect(app.lastAnswer).toContainText(/\w{3,}/)
  await app.stop()
  const first = await app.lastAnswer.innerText()
  await app.newThread()
  await app.send('And here')
  await expect(app.lastAnswer).toContainText(/\w{3,}/)
  await app.stop()
  await expect(app.lastAnswer).not.toHaveText(first)
})

test('a model whose file is damaged at its source says so, and keeps the rest', async ({ app, host }) => {
  host.add('tiny/talker', createLanguageModel({ weights: ['q8'] }))
  host.always(weights, { tag: 'corrupt', at: 99 })
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await models.add({ name: 'Talker', weights: `${host.url}/tiny/talker` })
  await models.download('Talker')
  await expect(models.panel).toContainText('A file of Talker is not what it should be.')
  await expect(models.panel).toContainText('What has arrived is kept.')
  host.reset()
  await models.resume('Talker')
  await models.here('Talker')
  expect(host.requestsFor('tiny/talker/tokenizer.json')).toHaveLength(0)
})

for (const [what, library] of [
  ['is no WebAssembly', notWasm],
  ['has nothing in it', emptyWasm],
] as const) {
  test(`WebLLM: a library that ${what} is told by name, and is gone from the store`, async ({
    app,
    host,
  }) => {
    host.add('mlc/tiny', createWebllmRepository())
    const models = createDeviceModelsPage(app.page)
    await models.open()
    await models.add({
      name: 'Compiled',
      weights: `${host.url}/mlc/tiny`,
      library: host.addLibrary('tiny.wasm', library),
    })
    await models.download('Compiled')
    await models.here('Compiled')
    expect(await storedFiles(app.page)).toBe(7)
    await app.page.goto(`${app.url}/`)
    await app.chooseModel('Compiled')
    await app.send('Is anybody there?')
    await expect(app.notices.first()).toContainText('Compiled does not run as it lies here.')
    await app.notices.first().getByRole('button', { name: 'Models on this device' }).click()
    await expect(models.panel).toContainText('A file of Compiled is not what it should be.')
    // The library alone: the weights are as they should be.
    expect(await storedFiles(app.page)).toBe(6)
  })
}

test('why this device will not run a model is said before it is fetched', async ({ app, host }) => {
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await models.add({ name: 'Halves', weights: `${host.url}/tiny/talker`, kind: 'q4f16' })
  await expect(models.panel).toContainText(
    'It needs 16-bit floats, which this graphics processor does not have.',
  )
  await expect(models.panel.getByRole('button', { name: 'Download Halves' })).toBeHidden()
  expect(host.requests).toEqual([])

  // What is here by other ways is not loaded either.
  await models.panel.getByRole('button', { name: 'Take Halves off this list' }).click()
  await expect(models.panel).toContainText('No model is on this device yet.')
})

test('a search by meaning with a model of this device finds without a network', async ({
  app,
  context,
  host,
}) => {
  host.add('tiny/talker', createLanguageModel({ weights: ['q8'] }))
  host.add('tiny/embedder', createEmbedder({ weights: ['q8'] }))
  const models = createDeviceModelsPage(app.page)
  await models.open()
  await models.add({ name: 'Talker', weights: `${host.url}/tiny/talker` })
  await models.download('Talker')
  await models.here('Talker')
  await models.add({ name: 'Compass', weights: `${host.url}/tiny/embedder`, task: 'Search by meaning' })
  await models.download('Compass')
  await models.here('Compass')
  await host.close()
  await context.setOffline(true)
  await app.page.goto(`${app.url}/`)
  await app.chooseModel('Talker')
  await app.ask('Why is my automobile so loud?')
  await app.newThread()
  await app.ask('How long should dough rest?')
  await models.open()
  await models.panel.getByRole('button', { name: 'Set up' }).click()
  await expect(models.panel).toContainText('Your threads are read here. Nothing is sent anywhere.')
  await models.panel.getByRole('button', { name: 'Start' }).click()
  await expect(models.panel).toContainText(/4 messages can be found/)
  await app.settings.close()
  await app.threads.search.fill('car')
  const group = app.page.getByRole('region', { name: 'By meaning' })
  await expect(group.getByRole('link').first()).toContainText('Why is my automobile so loud?')
  await context.setOffline(false)
})
