/** P5: a person can leave with all of it, in files that open without Weft; also without a network. */
import { writeFile } from 'node:fs/promises'
import { createExportPage, entriesOf, withoutPicker } from './export-page.ts'
import { expect, test } from './fixtures.ts'
import type { AppPage } from './app-page.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A thread with a picture and two versions of an answer. */
const talk = async (app: AppPage, words: string): Promise<void> => {
  await app.page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'loom.png', mimeType: 'image/png', buffer: png })
  await app.ask(words)
  await app.regenerate()
  await app.waitForAnswer()
}

test('one thread leaves in each format, whole', async ({ readyApp: app, page }) => {
  await withoutPicker(page)
  await app.open()
  await talk(app, 'How does a loom work?')
  const exporting = createExportPage(page)
  const exportAs = async (format: string) => {
    await app.threads.choose('How does a loom work?', 'Export')
    await exporting.chooseFormat(format)
    const file = await exporting.save()
    await exporting.close()
    return file
  }

  const markdown = entriesOf(await exportAs('Markdown'))
  const document = markdown.get('How does a loom work.md') ?? ''
  expect(document).toContain('## You')
  expect(document).toContain('![loom.png](attachments/loom.png)')
  expect(markdown.has('attachments/loom.png')).toBe(true)

  const web = await exportAs('Web page')
  expect(web.name).toBe('How does a loom work.html')
  expect(web.text).toContain('data:image/png;base64,')

  const json = entriesOf(await exportAs('JSON'))
  const whole = JSON.parse(json.get('weft.json') ?? '')
  expect(whole).toMatchObject({ format: 'weft', version: 1, threads: [{ messages: { length: 3 } }] })
  const [{ attachmentId }] = whole.threads[0].messages[0].parts.filter(
    (part: { type: string }) => part.type === 'attachment',
  )
  expect(json.has(`attachments/${attachmentId}`)).toBe(true)

  const chatgpt = JSON.parse(entriesOf(await exportAs('ChatGPT’s format')).get('conversations.json') ?? '')
  const [{ mapping, current_node: current }] = chatgpt
  expect(Object.keys(mapping)).toHaveLength(4)
  expect(mapping[current].message.author.role).toBe('assistant')

  const lines = (await exportAs('Fine-tuning')).text.trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }] })
})

test('everything leaves at once, without a network', async ({ readyApp: app, page, stack }) => {
  await withoutPicker(page)
  await app.open()
  await app.ask('Letter to the landlord')
  await app.newThread()
  await app.ask('Names for a bakery')
  await app.threads.choose('Names for a bakery', 'Archive')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await app.reload()
  await stack.app.stop()
  try {
    await app.settings.open('Data')
    await page.getByRole('button', { name: 'Export' }).click()
    const exporting = createExportPage(page)
    await exporting.chooseFormat('Web page')
    const pages = entriesOf(await exporting.save())
    expect([...pages.keys()].toSorted()).toEqual([
      'Letter to the landlord.html',
      'Names for a bakery.html',
      'index.html',
    ])
    expect(pages.get('index.html')).toContain('href="Names%20for%20a%20bakery.html"')
    await expect(exporting.dialog).toContainText('2 threads')
    await exporting.close()

    await page.getByRole('button', { name: 'Export' }).click()
    const json = await exporting.save()
    expect(JSON.parse(json.text).threads).toHaveLength(2)
  } finally {
    await stack.app.start()
  }
})

test('a selection leaves as an archive of its threads alone', async ({ readyApp: app, page }) => {
  await withoutPicker(page)
  await app.open()
  for (const words of ['First of three', 'Second of three', 'Third of three']) {
    await app.newThread()
    await app.ask(words)
  }
  await app.threads.choose('First of three', 'Select')
  // It comes above the list, which makes room for it.
  const toolbar = app.threads.list.getByRole('toolbar')
  await expect(toolbar).toBeVisible()
  await app.threads.list.getByRole('checkbox', { name: 'Third of three' }).click()
  await expect(app.threads.list.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await toolbar.getByRole('button', { name: 'Export…' }).click()
  const exporting = createExportPage(page)
  await expect(exporting.dialog).toContainText('2 threads')
  const file = await exporting.save()
  expect([...entriesOf(file).keys()].toSorted()).toEqual(['First of three.md', 'Third of three.md'])
})

test('where the browser asks for a place, the file is written there', async ({ readyApp: app, page }) => {
  await page.addInitScript(() => {
    Reflect.set(window, 'showSaveFilePicker', async ({ suggestedName }: { suggestedName: string }) => {
      const folder = await navigator.storage.getDirectory()
      return folder.getFileHandle(`chosen-${suggestedName}`, { create: true })
    })
  })
  await app.open()
  await app.ask('A place of my own')
  await app.threads.choose('A place of my own', 'Export')
  const exporting = createExportPage(page)
  await exporting.dialog.getByRole('button', { name: 'Export' }).click()
  await expect(exporting.dialog.getByRole('heading', { name: 'Exported' })).toBeVisible()
  await expect(exporting.dialog).toContainText('1 thread')
  const written = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory()
    return (await (await folder.getFileHandle('chosen-A place of my own.md')).getFile()).text()
  })
  expect(written).toContain('# A place of my own')
})

test('a thread is copied as Markdown', async ({ readyApp: app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.ask('Copy this')
  await app.threads.choose('Copy this', 'Copy as Markdown')
  await expect(page.getByText('Copied as Markdown')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('# Copy this')
})

test('an exported page opens alone, asks for nothing and runs nothing', async ({
  readyApp: app,
  page,
  context,
  provider,
}, testInfo) => {
  const attack = '<img src=x onerror="document.title=\'attacked\'"><script>document.title="attacked"</script>'
  provider.reset()
  await withoutPicker(page)
  await app.open()
  await app.ask(attack)
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'Export' }).click()
  const exporting = createExportPage(page)
  await exporting.chooseFormat('Web page')
  const file = await exporting.save()
  const path = testInfo.outputPath('thread.html')
  await writeFile(path, file.bytes)

  const reader = await context.newPage()
  const requests: string[] = []
  reader.on('request', request => requests.push(request.url()))
  await reader.goto(`file://${path}`)
  await expect(reader.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(reader.getByText(attack).first()).toBeVisible()
  expect(requests).toEqual([`file://${path}`])
  expect(await reader.title()).not.toBe('attacked')
  expect(await reader.locator('script, img[onerror]').count()).toBe(0)
})
