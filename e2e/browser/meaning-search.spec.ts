/** Search by meaning with a provider's vectors: asked for, built, found, paused, removed. */
import type { Page } from '@playwright/test'
import { isEmbeddingCall, plantedEmbeddings } from '../stack/embeddings.ts'
import { jsonReply } from '../stack/reply.ts'
import { expect, test } from './fixtures.ts'
import { named } from './names.ts'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

test('what was said is found by what it means, after a reload too, and only once it was asked for', async ({
  readyApp: app,
  provider,
}) => {
  provider.always(isEmbeddingCall, plantedEmbeddings)
  const { page } = app
  await app.ask('Why is my automobile so loud?')
  await app.newThread()
  await app.ask('How long should dough rest?')
  expect(provider.requests.filter(isEmbeddingCall)).toEqual([])

  await app.settings.open('Models on this device')
  await button(page, named('Set up')).click()
  await expect(page.getByText(/The text of all your threads goes to/)).toBeVisible()
  await page.getByRole('textbox', { name: named('Model for embeddings') }).fill('planted')
  await button(page, named('Start')).click()
  await expect(page.getByText(/4 messages can be found/)).toBeVisible()
  await app.settings.close()

  const group = page.getByRole('region', { name: named('By meaning') })
  const search = async (): Promise<void> => {
    await app.threads.search.fill('car on a motorway')
    await expect(group.getByRole('link')).toHaveCount(1)
    await expect(group.getByRole('link')).toContainText('Why is my automobile so loud?')
  }
  await search()
  // Its policy lets the worker compile what it computes with; without, it would only be slow, and nobody would know.
  const worker = page.workers().find(each => each.url().includes('/vectors.worker-'))
  const compiles = await worker?.evaluate(() =>
    WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)).then(
      () => true,
      () => false,
    ),
  )
  expect(compiles).toBe(true)
  await group.getByRole('link').click()
  await expect(app.said.first()).toContainText('Why is my automobile so loud?')
  await expect(page).toHaveURL(/\?m=msg_/)

  await app.reload()
  await search()
  await app.threads.search.fill('')
  // Nothing of it was asked twice.
  const texts = provider.requests
    .filter(isEmbeddingCall)
    .flatMap(({ body }) => (body as { input: string[] }).input)
  expect(new Set(texts).size).toBe(texts.filter(text => !text.startsWith('car')).length + 1)

  const palette = await app.openPalette()
  await palette.getByRole('combobox').fill('a loaf')
  await expect(palette.getByRole('option', { name: /How long should dough rest/ }).last()).toBeVisible()
})

test('a provider that refuses pauses it, and removing leaves nothing', async ({
  readyApp: app,
  provider,
}) => {
  const { page } = app
  await app.ask('Why is my automobile so loud?')
  provider.always(isEmbeddingCall, () =>
    jsonReply({ error: { message: 'No such model', code: 'model_not_found' } }, 404),
  )
  await app.settings.open('Models on this device')
  await button(page, named('Set up')).click()
  await page.getByRole('textbox', { name: named('Model for embeddings') }).fill('planted')
  await button(page, named('Start')).click()
  await expect(page.getByRole('alert')).toContainText('What is made is kept')
  await expect(page.getByText('No such model')).toBeVisible()

  provider.always(isEmbeddingCall, plantedEmbeddings)
  await button(page, named('Resume')).click()
  await expect(page.getByText(/2 messages can be found/)).toBeVisible()
  await button(page, /Remove, frees/).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: named('Remove') })
    .click()
  await expect(button(page, named('Set up'))).toBeVisible()
})
