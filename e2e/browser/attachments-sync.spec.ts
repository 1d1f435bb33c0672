/** Files of one person on their other device, against the real server: sealed here, opened there, byte for byte. */
import { readFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import type { BrowserContext, Locator } from '@playwright/test'
import type { AppPage } from './app-page.ts'
import { createAccount, openSignedIn } from './device.ts'
import { expect, test } from './fixtures.ts'

const password = 'violet umbrella 1887'
const side = 700

/** A picture that nothing makes smaller, so that it goes in several pieces. */
const createPicture = (): Buffer => {
  const rows = Buffer.alloc(side * (1 + side * 3))
  let state = 1
  for (let at = 0; at < rows.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    rows[at] = at % (1 + side * 3) === 0 ? 0 : state >>> 24
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc(named), named.length + 4)
  return framed
}

const crc = (bytes: Buffer): number => {
  let remainder = ~0
  for (const byte of bytes) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit += 1)
      remainder = remainder & 1 ? (remainder >>> 1) ^ 0xed_b8_83_20 : remainder >>> 1
  }
  return ~remainder >>> 0
}

/** The policy lets no page read what it shows, so the page remembers. */
const rememberShown = (): void => {
  const show = URL.createObjectURL.bind(URL)
  const blobByUrl = new Map<string, Blob | MediaSource>()
  Reflect.set(globalThis, 'blobByUrl', blobByUrl)
  URL.createObjectURL = shown => {
    const url = show(shown)
    blobByUrl.set(url, shown)
    return url
  }
}

/** What the picture on the screen is made of. */
const bytesOf = async (picture: Locator): Promise<Buffer> => {
  const text = await picture.evaluate(async (image: HTMLImageElement) => {
    const shown: unknown = Reflect.get(globalThis, 'blobByUrl').get(image.src)
    if (!(shown instanceof Blob)) throw new Error('No picture of this page')
    const bytes = new Uint8Array(await shown.arrayBuffer())
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  })
  return Buffer.from(text, 'hex')
}

const attach = async (app: AppPage, name: string, mimeType: string, buffer: Buffer): Promise<void> => {
  await app.page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
  await expect(app.page.getByRole('button', { name: `Remove ${name}` })).toBeVisible()
}

test('a picture and a file that were sent on one device are on the other, byte for byte', async ({
  readyApp,
  browser,
  appOn,
}) => {
  const person = { email: 'pictures@example.org', password }
  await createAccount(readyApp, person)
  await readyApp.page.addInitScript(rememberShown)
  const picture = createPicture()
  const notes = Buffer.from('Warp before weft.\n'.repeat(200))
  await readyApp.open('/')
  await attach(readyApp, 'loom.png', 'image/png', picture)
  await attach(readyApp, 'notes.txt', 'text/plain', notes)
  await readyApp.ask('What is on it?')
  const sent = readyApp.page.getByRole('img', { name: 'loom.png' })
  await expect(sent).toBeVisible()
  expect(Buffer.compare(await bytesOf(sent), picture)).toBe(0)
  await expect(readyApp.sync).toHaveText('Synced')

  const prepare = (context: BrowserContext): Promise<unknown> => context.addInitScript(rememberShown)
  await using second = await openSignedIn(browser, { appOn, prepare }, person)
  await second.app.threads.open('What is on it?')
  const seen = second.app.page.getByRole('img', { name: 'loom.png' })
  await expect(seen).toBeVisible()
  expect(Buffer.compare(await bytesOf(seen), picture)).toBe(0)

  const saving = second.app.page.waitForEvent('download')
  await second.app.page.getByRole('button', { name: 'Save notes.txt' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('notes.txt')
  expect(Buffer.compare(await readFile(await saved.path()), notes)).toBe(0)
  await expect(second.app.sync).toHaveText('Synced')
})
