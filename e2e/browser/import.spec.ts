/** A history of other programs comes in through the page of imports, once, and can be taken back. */
import type { Page } from '@playwright/test'
import { zipFiles } from '../stack/zip-files.ts'
import type { AppPage } from './app-page.ts'
import { createAccount, openSignedIn } from './device.ts'
import { expect, test } from './fixtures.ts'

const at = Date.UTC(2024, 4, 1) / 1_000
const code = '```ts\nconst warp: number = 42\n```'

const message = (id: string, role: string, text: string, seconds: number) => ({
  id,
  author: { role },
  create_time: at + seconds,
  content: { content_type: 'text', parts: [text] },
  status: 'finished_successfully',
  metadata: role === 'assistant' ? { model_slug: 'gpt-4o' } : {},
})

/** One question with two answers, of which the second was shown. */
const chatgpt = [
  {
    conversation_id: 'c-1',
    title: 'How a loom works',
    create_time: at,
    update_time: at + 60,
    current_node: 'a2',
    mapping: {
      root: { id: 'root', message: null, parent: null, children: ['q'] },
      q: {
        id: 'q',
        message: message('q', 'user', 'How does a loom work?', 1),
        parent: 'root',
        children: ['a1', 'a2'],
      },
      a1: { id: 'a1', message: message('a1', 'assistant', 'With a shuttle.', 2), parent: 'q', children: [] },
      a2: {
        id: 'a2',
        message: message('a2', 'assistant', `By heddles.\n\n${code}`, 3),
        parent: 'q',
        children: [],
      },
    },
  },
]

const claude = [
  {
    uuid: 'cl-1',
    name: 'Dyes of woad',
    created_at: '2024-06-01T10:00:00Z',
    updated_at: '2024-06-01T10:05:00Z',
    account: { uuid: 'me' },
    chat_messages: [
      {
        uuid: 'm-1',
        sender: 'human',
        text: 'What is woad?',
        created_at: '2024-06-01T10:00:00Z',
        content: [{ type: 'text', text: 'What is woad?' }],
        attachments: [],
        files: [],
      },
      {
        uuid: 'm-2',
        sender: 'assistant',
        text: 'A blue dye.',
        created_at: '2024-06-01T10:01:00Z',
        content: [{ type: 'text', text: 'A blue dye.' }],
        attachments: [],
        files: [],
      },
    ],
  },
]

/** A cycle, a missing parent, a prototype key and markup where a title should be. */
const hostile = JSON.stringify([
  {
    conversation_id: 'h-1',
    title: '<img src=x onerror=alert(1)>',
    create_time: at,
    current_node: 'b',
    mapping: {
      a: { id: 'a', message: message('a', 'user', 'Round', 1), parent: 'b', children: ['b'] },
      b: { id: 'b', message: message('b', 'assistant', 'and round', 2), parent: 'a', children: ['a'] },
      c: { id: 'c', message: message('c', 'user', 'Orphan', 3), parent: 'nobody', children: [] },
    },
  },
]).replace('"conversation_id"', '"__proto__": {"polluted": true}, "conversation_id"')

const give = (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.getByTestId('import-files').setInputFiles({ name, mimeType: 'application/zip', buffer })

const bring = async (app: AppPage, name: string, buffer: Buffer): Promise<void> => {
  await app.open('/settings/data/import')
  await give(app.page, name, buffer)
  await app.page.getByRole('button', { name: /^Import \d+ thread/ }).click()
  await expect(app.page.getByText(/came in/).first()).toBeVisible()
}

/** Everything that waits or was sent, as the page's database has it. */
const readUpdates = (page: Page): Promise<readonly number[]> =>
  page.evaluate(
    () =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('weft')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const reading = opening.result.transaction('updates').objectStore('updates').getAll()
          reading.onsuccess = () => {
            opening.result.close()
            resolve(reading.result.map(({ bytes }: { bytes: Uint8Array }) => bytes.length))
          }
        }
      }),
  )

test('an archive of ChatGPT comes in whole: branches, code, model and time; twice changes nothing; undo takes it back', async ({
  readyApp: app,
}) => {
  const { page } = app
  const archive = zipFiles({ 'conversations.json': JSON.stringify(chatgpt), 'user.json': '{}' })
  await app.open('/settings/data/import')
  await give(page, 'export.zip', archive)
  await expect(page.getByRole('heading', { name: 'From ChatGPT' })).toBeVisible()
  await expect(page.getByText(/^1 thread\W+3 messages/)).toBeVisible()
  await page.getByRole('button', { name: 'Import 1 thread' }).click()
  await expect(page.getByText(/1 thread came in/)).toBeVisible()

  await app.open('/')
  await app.threads.open('How a loom works')
  await expect(app.said).toHaveText([/How does a loom work\?/])
  await expect(app.lastAnswer).toContainText('By heddles.')
  await expect(app.lastAnswer.locator('code')).toContainText('const warp: number = 42')
  await app.previousVersion(app.lastAnswer)
  await expect(app.lastAnswer).toContainText('With a shuttle.')

  const before = await readUpdates(page)
  expect(Math.max(...before)).toBeLessThanOrEqual(512 * 1024)
  await app.open('/settings/data/import')
  await give(page, 'export.zip', archive)
  await expect(page.getByText(/1 thread is here already/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Import \d+ thread/ })).toBeHidden()
  expect(await readUpdates(page)).toHaveLength(before.length)

  await app.open('/settings/data/import')
  await page.getByRole('button', { name: 'Undo import' }).click()
  await expect(page.getByText(/taken back/)).toBeVisible()
  await app.open('/trash')
  await expect(page.getByText('How a loom works')).toBeVisible()
})

test('a hostile file ends in the report, and what is sound of it comes in', async ({ readyApp: app }) => {
  await bring(app, 'hostile.json', Buffer.from(hostile))
  await app.page.getByRole('button', { name: 'Show report' }).first().click()
  await expect(app.page.getByRole('group', { name: 'Report' })).toBeVisible()
  await app.open('/')
  await app.threads.open('<img src=x onerror=alert(1)>')
  await expect(app.conversation).toContainText('and round')
  expect(await app.page.evaluate(() => 'polluted' in {})).toBe(false)
})

test('an archive of Claude comes in without a network, and reaches another device when there is one', async ({
  readyApp: app,
  browser,
  appOn,
}) => {
  const person = { email: 'brought@example.org', password: 'violet umbrella 1887' }
  await createAccount(app, person)
  await app.open('/settings/data/import')
  await app.page.context().setOffline(true)
  await give(
    app.page,
    'claude.zip',
    zipFiles({ 'conversations.json': JSON.stringify(claude), 'users.json': '[]' }),
  )
  await app.page.getByRole('button', { name: 'Import 1 thread' }).click()
  await expect(app.page.getByText(/1 thread came in/)).toBeVisible()
  await app.page.context().setOffline(false)
  await app.open('/')
  await expect(app.sync).toHaveText('Synced')
  await using second = await openSignedIn(browser, { appOn }, person)
  await second.app.threads.open('Dyes of woad')
  await expect(second.app.lastAnswer).toContainText('A blue dye.')
})
