/** A new build waits until the person says so, and loses neither a draft nor an answer on its way. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtApp } from '../stack/app-server.ts'
import { chatText } from '../stack/chat-answer.ts'
import { holdAfter, withFault } from '../stack/faults.ts'
import { createGate } from '../stack/reply.ts'
import { expect, test } from './fixtures.ts'

let nextBuild: string

test.beforeAll(async () => {
  nextBuild = await mkdtemp(join(tmpdir(), 'weft-next-build-'))
  await cp(builtApp, nextBuild, { recursive: true })
  const worker = join(nextBuild, 'sw.js')
  await writeFile(worker, `${await readFile(worker, 'utf8')}\n// The next build.\n`)
  await Promise.all(['sw.js.br', 'sw.js.gz'].map(name => rm(join(nextBuild, name), { force: true })))
})

test.afterAll(() => rm(nextBuild, { recursive: true, force: true }))

test('the new build is offered, waits for the answer, and the draft is still there', async ({
  readyApp: app,
  stack,
  provider,
}) => {
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()
  const gate = createGate()
  provider.script(withFault(chatText('the answer on its way'), holdAfter(2, gate)))
  await app.send('A long question')
  await gate.reached
  await app.type('a draft not to be lost')

  await stack.app.stop()
  await stack.app.start(nextBuild)
  try {
    await app.page.evaluate(() => navigator.serviceWorker.getRegistration().then(found => found?.update()))
    await expect(app.page.getByText('A new Weft is ready.')).toBeVisible()
    await expect(app.lastAnswer).toContainText('the answer')
    await app.page.getByRole('button', { name: 'Use it now' }).click()
    gate.open()
    await app.page.waitForEvent('load')
    await app.ready()
    await expect(app.composer).toHaveValue('a draft not to be lost')
    await expect(app.lastAnswer).toContainText('the answer on its way')
    await expect(app.lastAnswer).not.toContainText('Interrupted')
    await expect(app.page.getByText('A new Weft is ready.')).toBeHidden()
  } finally {
    await stack.app.stop()
    await stack.app.start()
  }
})

test('“Later” leaves everything as it is', async ({ readyApp: app, stack }) => {
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()
  await app.ask('Before the update')
  await stack.app.stop()
  await stack.app.start(nextBuild)
  try {
    await app.page.evaluate(() => navigator.serviceWorker.getRegistration().then(found => found?.update()))
    await app.page.getByRole('button', { name: 'Later' }).click()
    await expect(app.page.getByText('A new Weft is ready.')).toBeHidden()
    await app.ask('After saying later')
  } finally {
    await stack.app.stop()
    await stack.app.start()
  }
})
