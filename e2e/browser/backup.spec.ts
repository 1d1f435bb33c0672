/** Leaving with everything in one file, and coming back with it: into an empty browser, and into one that went on. */
import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext } from '@playwright/test'
import { chatText } from '../stack/chat-answer.ts'
import type { FaultProvider } from '../stack/fault-provider.ts'
import type { AppPage } from './app-page.ts'
import { openBackups } from './backup-page.ts'
import { expect, test } from './fixtures.ts'
import { testKey } from './provider-form.ts'

const passphrase = 'seven looms under one roof'
const notes = Buffer.from('Warp before weft.\n'.repeat(20_000))

const attachNotes = async (app: AppPage): Promise<void> => {
  await app.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: notes })
  await expect(app.page.getByRole('button', { name: 'Remove notes.txt' })).toBeVisible()
}

interface Other {
  readonly app: AppPage
  readonly context: BrowserContext
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Another browser of the same person: nothing is in it, and nobody is signed in. */
const openOther = async (browser: Browser, appOn: (page: AppPage['page']) => AppPage): Promise<Other> => {
  const context = await browser.newContext()
  const app = appOn(await context.newPage())
  await app.open('/settings/general')
  return { app, context, [Symbol.asyncDispose]: () => context.close() }
}

/** A thread with a file and two versions of its answer; another one beside it. */
const talk = async (app: AppPage, provider: FaultProvider): Promise<void> => {
  // Short ones: the usual answer repeats what it was asked, the file with it.
  provider.script(['A loop of wire.', 'A loop of cord.', 'It carries the weft.'].map(text => chatText(text)))
  await attachNotes(app)
  await app.ask('What is a heddle?')
  await app.regenerate()
  await app.waitForAnswer()
  await app.newThread()
  await app.ask('And a shuttle?')
}

test('a backup brings everything into an empty browser: branches, files, providers, and keys with a tick', async ({
  readyApp,
  provider,
  browser,
  appOn,
}) => {
  await talk(readyApp, provider)
  const file = await (await openBackups(readyApp)).make(passphrase, { withKeys: true })
  for (const secret of ['heddle', 'shuttle', testKey, 'Warp before weft', 'Workshop'])
    expect(file.includes(secret), secret).toBe(false)

  await using other = await openOther(browser, appOn)
  const backups = await openBackups(other.app)
  await backups.choose(file)
  await backups.look('seven looms under two roofs')
  await expect(backups.section.getByText(/^This passphrase does not open it/)).toBeVisible()
  await backups.look(passphrase)
  await expect(backups.found).toContainText('2 threads')
  await expect(backups.found).toContainText('Files: 1')
  await backups.restore({ withKeys: true })
  await expect(backups.section.getByText(/New threads: 2/)).toBeVisible()
  await expect(backups.section.getByText(/Keys: 1/)).toBeVisible()

  await other.app.open('/')
  await other.app.threads.open('What is a heddle?')
  await expect(other.app.answers).toHaveCount(1)
  await expect(other.app.lastAnswer).toContainText('2 of 2')
  await other.app.previousVersion(other.app.lastAnswer)
  await expect(other.app.lastAnswer).toContainText('1 of 2')
  const saving = other.app.page.waitForEvent('download')
  await other.app.page.getByRole('button', { name: 'Save notes.txt' }).click()
  expect(Buffer.compare(await readFile(await (await saving).path()), notes)).toBe(0)
  // With provider and key it answers here as it did there.
  await other.app.ask('Does the key work?')
  await other.app.reload()
  await expect(other.app.answers).toHaveCount(2)
})

test('into a browser that went on both sides’ messages are there, and a second time nothing is new', async ({
  readyApp,
  provider,
  browser,
  appOn,
}) => {
  await talk(readyApp, provider)
  const file = await (await openBackups(readyApp)).make(passphrase)
  // The same workspace goes on: what is newer stays.
  await readyApp.open('/')
  await readyApp.threads.open('And a shuttle?')
  await readyApp.ask('Said after the backup')
  const own = await openBackups(readyApp)
  await own.choose(file)
  await own.look(passphrase)
  await own.restore()
  await expect(own.section.getByText('Everything in it is here already.')).toBeVisible()
  await readyApp.open('/')
  await readyApp.threads.open('And a shuttle?')
  await expect(readyApp.said).toHaveText([/And a shuttle\?/, /Said after the backup/])

  // Another one has threads of its own.
  await using other = await openOther(browser, appOn)
  await other.app.addProvider()
  await other.app.ask('Only in this browser')
  const backups = await openBackups(other.app)
  await backups.choose(file)
  await backups.look(passphrase)
  await backups.restore()
  await expect(backups.section.getByText(/New threads: 2/)).toBeVisible()
  await other.app.open('/')
  for (const title of ['Only in this browser', 'What is a heddle?', 'And a shuttle?']) {
    await other.app.threads.open(title)
    await expect(other.app.said.first()).toContainText(title)
    await expect(other.app.answers.first()).toBeVisible()
  }
})

test('what is no backup, is damaged or was cut says so, and changes nothing', async ({ readyApp }) => {
  await readyApp.ask('What is a heddle?')
  const backups = await openBackups(readyApp)
  const file = await backups.make(passphrase)
  const tell = async (wrong: Buffer, what: RegExp): Promise<void> => {
    await backups.choose(wrong)
    await backups.look(passphrase)
    await expect(backups.section.getByRole('alert', { name: what })).toBeVisible()
  }
  await tell(Buffer.from('A letter, not a backup. '.repeat(9)), /^This is not a backup of Weft/)
  const damaged = Buffer.from(file)
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 9) ^ 1, damaged.length - 9)
  await tell(damaged, /^The file is damaged at byte 96/)
  await tell(file.subarray(0, file.length - 9), /^The file ends at byte 96/)
  await readyApp.open('/')
  await expect(readyApp.threads.link('What is a heddle?')).toHaveCount(1)
})
