/** A4, where the browser has a model of its own: it is brought by the browser, answers without a network and names threads. */
import { expect, test } from './fixtures.ts'
import { createDeviceModelsPage } from './device-models-page.ts'
import { playBrowserModel } from './played-browser-model.ts'

test('the browser’s own model is brought on a click, and answers and names threads without a network', async ({
  appOn,
  context,
  page,
  stack,
}) => {
  const browser = await playBrowserModel(context)
  const app = appOn(page)
  await app.open()
  const models = createDeviceModelsPage(page)
  await models.open()
  await expect(models.panel).toContainText('The browser downloads it, keeps it for all sites')
  const name = 'Browser model'
  await models.download(name)
  await browser.download(page, 0.4)
  await expect(models.progress(name)).toHaveAttribute('aria-valuetext', /^40\s?%/)
  await browser.download(page, 1)
  await expect(models.progress(name)).toBeHidden()

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await stack.app.stop()
  try {
    await context.setOffline(true)
    await page.goto(`${app.url}/`)
    await app.chooseModel(name)
    await app.send('What floats?')
    await expect(await app.waitForAnswer()).toContainText(
      'This browser heard 1 question, and answers: What floats?',
    )
    // By the summarizer: the model itself was asked for nothing else.
    await expect(page).toHaveTitle(/Of something said/)
    await app.send('And what sinks?')
    await expect(app.lastAnswer).toContainText('This browser heard 2 questions, and answers: And what sinks?')
    expect(await browser.heard(page)).toEqual(['What floats?', 'And what sinks?'])

    await app.send('Tell me all of it…')
    await expect(app.lastAnswer).toContainText('answers: Tell me all of it…')
    await app.stop()
    await expect(app.lastAnswer).toContainText('answers: Tell me all of it…')
    await expect(app.sendButton).toBeVisible()
  } finally {
    await context.setOffline(false)
    await stack.app.start()
  }
})
