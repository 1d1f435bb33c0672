/**
 * The server learns nothing (design.md, P3). Everything that a person can fill in carries one word; two devices of theirs
 * do what people do; then whatever the server keeps, writes and was sent is searched for it.
 */
import type { Browser, Page } from '@playwright/test'
import { chatReasoning, chatText, chatToolCall } from '../stack/chat-answer.ts'
import { holdAfter, withFault } from '../stack/faults.ts'
import { createPlaintextSearch } from '../stack/plaintext-search.ts'
import { startRecordingProxy } from '../stack/recording-proxy.ts'
import { createGate } from '../stack/reply.ts'
import { type Kept, readFiles, readRows } from '../stack/server-contents.ts'
import { startStack } from '../stack/stack.ts'
import { type AccountPage, createAccountPage } from './account-page.ts'
import { type AppPage, createAppPage } from './app-page.ts'
import { expect, test } from './fixtures.ts'
import { isTitleCall, titled } from './title-call.ts'

/** In no text of ours; short enough that a model's pieces do not tear it. */
const canary = 'quill9zfeath'

const syncedKey = `sk-synced-${canary}-7a2b`

const person = { email: 'heron-4w@example.org', password: `violet ${canary} umbrella 1887` }

/** Larger than what is worth deflating, and than what fits on one page of a database. */
const long = `${canary} in a long text. `.repeat(500)

/** Where the e-mail goes: it is what an account is found by, and shown with (`docs/sealing.md`). */
const callsWithEmail: readonly string[] = [
  'POST /api/v1/accounts',
  'POST /api/v1/prelogin',
  'POST /api/v1/sessions',
  'GET /api/v1/sessions/current',
  'GET /api/v1/account',
]

interface Device {
  readonly app: AppPage
  readonly account: AccountPage
  readonly page: Page
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

test('the server keeps, logs and is sent nothing of what a person fills in', async ({ browser, watch }) => {
  test.setTimeout(240_000)
  await using stack = await startStack({ app: { environment: { LOG_LEVEL: 'trace' } } })
  await using proxy = await startRecordingProxy(stack.app.port)
  const { provider } = stack
  provider.aside(isTitleCall, titled(`${canary} by model`))

  const openDevice = async (from: Browser): Promise<Device> => {
    const context = await from.newContext()
    await watch.attach(context)
    const page = await context.newPage()
    const app = createAppPage(page, { provider, app: { ...stack.app, url: proxy.url } })
    await app.open()
    return {
      app,
      account: createAccountPage(page),
      page,
      [Symbol.asyncDispose]: () => context.close(),
    }
  }

  await using first = await openDevice(browser)
  const title = `${canary} by hand`
  let path = ''

  await test.step('a person fills in everything there is', async () => {
    const { app, page } = first
    await app.addProvider({
      name: `${canary} name`,
      baseUrl: `${provider.url}/${canary}/v1`,
      key: `sk-${canary}-4f1e`,
      headers: [[`x-${canary}`, `${canary} header`]],
    })
    // One key stays here, one goes to the other device.
    await app.settings.open('Providers')
    await app.providerForm.add({
      name: `${canary} synced`,
      baseUrl: `${provider.url}/${canary}/v1`,
      key: syncedKey,
      headers: [[`x-synced-${canary}`, `${canary} synced header`]],
      synced: true,
    })
    await app.settings.open('Personalization')
    await page.getByLabel('Instructions for every thread').fill(`${canary} instructions`)
    await page.getByRole('button', { name: 'Save' }).click()
    await app.open()
    await page.locator('input[type=file]').setInputFiles({
      name: `${canary}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`${canary} in a file\n${long}`),
    })
    provider.script(chatReasoning(`${canary} reasoning`, `${canary} answer ${long}`))
    await app.ask(`${canary} question ${long}`)
    path = new URL(page.url()).pathname
    await app.threads.rename(`${canary} by model`, title)
    await app.threads.choose(title, 'Move to', 'New folder')
    await page.getByRole('textbox', { name: 'Name of the folder' }).fill(`${canary} folder`)
    await page.keyboard.press('Enter')
    await app.threads.search.fill(`${canary} search`)
    await app.threads.search.fill('')
  })

  let words: readonly string[] = []
  await test.step('makes an account, a phrase, and names the device', async () => {
    const { app, account, page } = first
    await app.open('/settings/sync')
    await account.createAccount(person)
    await account.expectSignedIn(person.email)
    words = await account.setPhrase()
    await page.getByRole('button', { name: /^Rename / }).click()
    await page.getByLabel('Name of the device').fill(`${canary} device`)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(account.device(`${canary} device`)).toBeVisible()
    await app.open(path)
    await expect(app.sync).toHaveText('Synced')
  })

  await using second = await openDevice(browser)
  await test.step('signs in on a second device, which sees an answer come', async () => {
    await second.app.open('/settings/sync')
    await second.account.signIn(person)
    await second.account.expectSignedIn(person.email)
    await second.app.open()
    await second.app.threads.open(title)
    await expect(second.app.said.first()).toContainText(`${canary} question`)
    await expect(second.app.sync).toHaveText('Synced')
    const gate = createGate()
    provider.script(withFault(chatText(`${canary} streamed to the end`), holdAfter(2, gate)))
    await first.app.send(`${canary} stream`)
    await expect(second.app.lastAnswer).toContainText(canary)
    await expect(second.app.lastAnswer).not.toContainText('end')
    gate.open()
    await first.app.waitForAnswer('end')
    await second.app.waitForAnswer('end')
  })

  await test.step('asks with a key that came by sync, and finds the other key not here', async () => {
    const { app, page } = second
    await app.settings.open('Providers')
    await expect(app.providerForm.saved(`${canary} name`)).not.toContainText('4f1e')
    await expect(app.providerForm.saved(`${canary} synced`)).toContainText('7a2b')
    const before = provider.requests.length
    await page.getByRole('button', { name: `Test connection: ${canary} synced` }).click()
    await expect(app.providerForm.saved(`${canary} synced`)).toContainText('Works.')
    const asked = provider.requests[before]
    expect(asked?.headers.authorization).toBe(`Bearer ${syncedKey}`)
    expect(asked?.headers[`x-synced-${canary}`]).toBe(`${canary} synced header`)
    await app.open()
    await app.threads.open(title)
  })

  await test.step('edits, asks again, and leaves a draft', async () => {
    provider.script(chatToolCall('look', JSON.stringify({ place: `${canary} argument` })))
    await first.app.send(`${canary} tool`)
    await first.app.waitForAnswer('look')
    await first.app.edit(`${canary} stream`, `${canary} edited`)
    await first.app.waitForAnswer()
    await first.app.regenerate()
    await first.app.waitForAnswer()
    await first.app.type(`${canary} draft`)
    await expect(second.app.said.last()).toContainText(`${canary} edited`)
  })

  await test.step('goes on without a network on both', async () => {
    const contexts = [first, second].map(({ page }) => page.context())
    for (const context of contexts) await context.setOffline(true)
    await expect(first.app.sync).toContainText('Offline')
    await second.app.send(`${canary} offline`)
    await expect(second.app.said.last()).toContainText(`${canary} offline`)
    for (const context of contexts) await context.setOffline(false)
    await expect(first.app.said.last()).toContainText(`${canary} offline`, { timeout: 45_000 })
    for (const { app } of [first, second]) await expect(app.sync).toHaveText('Synced', { timeout: 45_000 })
  })

  await test.step('takes the second device out of the account', async () => {
    await first.app.open('/settings/sync')
    await first.page.getByRole('button', { name: /^Remove / }).click()
    await first.page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(first.page.getByRole('button', { name: /^Remove / })).toHaveCount(0)
  })

  const sent = proxy.recorded().map(({ what, bytes }): Kept => ({ where: what, bytes }))
  const rows = await readRows(stack.app.dataDir)
  await stack.app.stop()
  const log: Kept = { where: 'log', bytes: Buffer.from(stack.app.logged()) }
  const files: Kept[] = []
  for await (const file of readFiles(stack.app.dataDir)) files.push(file)

  await test.step('the search looks at all of it', () => {
    // What the server does know is found: the search sees the places, in each of them.
    const known = createPlaintextSearch([person.email])
    const holds = (kept: readonly Kept[]): readonly string[] =>
      kept.filter(({ bytes }) => known.find(bytes).length > 0).map(({ where }) => where)
    expect(holds(rows)).toEqual(['accounts.email'])
    expect(holds(files)).not.toEqual([])
    expect(holds([log])).toEqual([])
    const calls = holds(sent).map(where => where.replace(/^(?:up|down) /, ''))
    expect(new Set(calls)).toEqual(new Set(callsWithEmail))
    expect(sent.some(({ where, bytes }) => where === 'up /socket' && bytes.length > 1_000)).toBe(true)
    expect(sent.some(({ where }) => where === 'up POST /api/v1/sync')).toBe(true)
    expect(log.bytes.length).toBeGreaterThan(1_000)
  })

  await test.step('and finds no word of it', () => {
    const phrases = [' ', '","', '\n', ','].map(between => words.slice(0, 3).join(between))
    const search = createPlaintextSearch([canary, ...phrases])
    const found = [...rows, ...sent, log, ...files].flatMap(({ where, bytes }) =>
      search.find(bytes).map(({ form }) => `${where}: ${form}`),
    )
    expect(found).toEqual([])
  })
})
