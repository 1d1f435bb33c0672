/** An Ollama of one's own: pulling with progress, cancelling, what is loaded, removing, and what stands in the way. */
import { modelSize, startOllamaServer } from '../stack/ollama-server.ts'
import { expect, test } from './fixtures.ts'
import { createOllamaPage } from './ollama-page.ts'

const model = 'llama3.2:3b'

test('a model is pulled, cancelled, pulled to the end from where it was, used, unloaded and removed', async ({
  app,
}) => {
  await using ollama = await startOllamaServer()
  const page = createOllamaPage(app.page)
  await app.settings.open('Providers')
  await app.providerForm.add({ type: 'Ollama', name: 'Cellar', baseUrl: `${ollama.url}/v1`, key: '' })
  await page.open('Cellar')
  await expect(app.page.getByText('No model lies there yet. Pull one.')).toBeVisible()

  const firstPull = ollama.nextPull()
  await page.pull(model)
  const first = await firstPull
  first.arrive(modelSize * 0.25)
  await expect(page.progress(model)).toHaveAttribute('aria-valuenow', '25')
  await expect(app.page.getByText(/^500\sMB of 2\sGB\./)).toBeVisible()

  // It goes on while the person is elsewhere.
  await app.settings.open('Appearance')
  first.arrive(modelSize * 0.5)
  await app.settings.open('Providers')
  await page.open('Cellar')
  await expect(page.progress(model)).toHaveAttribute('aria-valuenow', '50')

  await page.cancel(model)
  await first.closed
  await expect(app.page.getByText(/^Stopped\. .*What has arrived stays on the server\.$/)).toBeVisible()

  const secondPull = ollama.nextPull()
  await page.pullAgain(model)
  const second = await secondPull
  expect(second.before).toBe(modelSize * 0.5)
  await expect(page.progress(model)).toHaveAttribute('aria-valuenow', '50')
  second.arrive(modelSize)
  second.succeed()
  await expect(app.page.getByText(`${model} is on the server, ready to answer.`)).toBeVisible()
  await expect(page.removeButton(model)).toBeVisible()

  await app.open()
  await app.chooseModel(model)

  ollama.load(model)
  await app.settings.open('Providers')
  await page.open('Cellar')
  await expect(app.page.getByText(/2\.1\sGB of it on the graphics card/)).toBeVisible()
  await page.unload(model)
  await expect(app.page.getByText('graphics card')).toBeHidden()
  expect(ollama.isLoaded(model)).toBe(false)

  await page.remove(model)
  await expect(app.page.getByText('No model lies there yet. Pull one.')).toBeVisible()
  expect(ollama.models.size).toBe(0)
  await app.open()
  await app.modelButton.click()
  await expect(app.page.getByRole('listbox', { name: 'Models' })).toBeVisible()
  await expect(app.page.getByRole('option', { name: model })).toHaveCount(0)
})

test('a pull that fails says why in the words of the server, and ends with its tab', async ({ app }) => {
  await using ollama = await startOllamaServer()
  const page = createOllamaPage(app.page)
  await app.settings.open('Providers')
  await app.providerForm.add({ type: 'Ollama', name: 'Cellar', baseUrl: `${ollama.url}/v1`, key: '' })
  await page.open('Cellar')
  const failing = ollama.nextPull()
  await page.pull('nobody/has-this')
  ;(await failing).fail('pull model manifest: file does not exist')
  await expect(app.page.getByRole('alert')).toContainText(
    'nobody/has-this was not pulled. Cellar said “pull model manifest: file does not exist”.',
  )

  const ending = ollama.nextPull()
  await page.pull(model)
  const pull = await ending
  pull.arrive(modelSize * 0.25)
  await expect(page.progress(model)).toHaveAttribute('aria-valuenow', '25')
  await app.page.close()
  await pull.closed
})

test('a server that lets no page in: its lines to copy, and it works when it was told', async ({
  app,
  watch,
}) => {
  watch.allow(/CORS policy|403/)
  await using ollama = await startOllamaServer()
  ollama.add(model)
  ollama.letIn(false)
  await app.settings.open('Providers')
  await app.providerForm.openNew()
  await app.providerForm.fill({ type: 'Ollama', name: 'Cellar', baseUrl: `${ollama.url}/v1` })
  await app.providerForm.save.click()
  await expect(app.page.getByText(/answers, but not to this page \(CORS\)/)).toBeVisible()
  const origin = new URL(app.url).origin
  for (const line of [
    `launchctl setenv OLLAMA_ORIGINS "${origin}"`,
    `setx OLLAMA_ORIGINS "${origin}"`,
    `OLLAMA_ORIGINS=${origin} ollama serve`,
  ])
    await expect(app.page.getByText(line, { exact: true })).toBeVisible()
  ollama.letIn(true)
  await app.page.getByRole('button', { name: 'Look again' }).click()
  await expect(app.page.getByText('Works.')).toBeVisible()
})
