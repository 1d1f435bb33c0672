// First: its stylesheets fix the order of the layers.
import { drawThread, wipeThread } from './testing/draw-thread.tsx'
import { createId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import type { AttachmentErrorType, AttachmentProgress } from '../../worker/api.ts'

afterEach(wipeThread)

const patience = { timeout: 20_000 }
const see = (what: ReturnType<typeof page.getByText>) => expect.element(what, patience)

/** The smallest picture that browsers draw. */
const pixel = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  letter => letter.codePointAt(0) ?? 0,
)

const part = (mediaType: string, name: string): AttachmentPart => ({
  type: 'attachment',
  attachmentId: createId(testRandom(1), 'att'),
  name,
  mediaType,
  size: 2_000_000,
})

/** A message with one attachment that is not here; what is asked of the server is answered by the test. */
const drawMissing = async (attachment: AttachmentPart) => {
  let isHere = false
  const asked: { readonly port: MessagePort; readonly answer: (reason?: AttachmentErrorType) => void }[] = []
  const thread = await drawThread({
    attachments: {
      readAttachment: async () => (isHere ? ok(pixel) : err({ type: 'attachment-missing' })),
      fetchAttachment: (_workspace, _attachment, port) =>
        new Promise(resolve => {
          const answer = (reason?: AttachmentErrorType): void => {
            isHere = reason === undefined
            resolve(reason === undefined ? ok(undefined) : err({ type: reason }))
          }
          asked.push({ port, answer })
        }),
    },
    said: scripted => scripted.say({ role: 'user', parts: [attachment] }),
  })
  const fetching = async (number: number) => {
    await expect.poll(() => asked.length, patience).toBe(number)
    const found = asked[number - 1]
    if (!found) throw new Error('Nothing was asked')
    return found
  }
  return { thread, fetching, asked }
}

test('a picture of another device says how far it is, then it is seen', async () => {
  const { fetching } = await drawMissing(part('image/gif', 'loom.gif'))
  const { port, answer } = await fetching(1)
  port.postMessage({ done: 500_000, total: 2_000_000 } satisfies AttachmentProgress)
  const progress = page.getByRole('progressbar', { name: 'loom.gif' })
  await see(progress).toHaveAttribute('aria-valuenow', '25')
  answer()
  await see(page.getByRole('img', { name: 'loom.gif' })).toBeInTheDocument()
  await see(page.getByRole('link', { name: 'Open loom.gif' })).toHaveAttribute(
    'href',
    expect.stringMatching(/^blob:/),
  )
})

test('offline it says so with one thing to do, and comes by itself with the network', async () => {
  const { fetching } = await drawMissing(part('image/gif', 'loom.gif'))
  ;(await fetching(1)).answer('attachment-offline')
  await see(page.getByText('not here, offline')).toBeVisible()
  await page.getByRole('button', { name: 'Get loom.gif' }).click()
  ;(await fetching(2)).answer('attachment-offline')
  await see(page.getByText('not here, offline')).toBeVisible()
  globalThis.dispatchEvent(new Event('online'))
  ;(await fetching(3)).answer()
  await see(page.getByRole('img', { name: 'loom.gif' })).toBeInTheDocument()
})

test('what the other device has not sent is asked for again after a while', async () => {
  const { thread, fetching, asked } = await drawMissing(part('image/gif', 'loom.gif'))
  ;(await fetching(1)).answer('attachment-not-sent')
  await see(page.getByText('not sent yet by the other device')).toBeVisible()
  // The wait begins when the view's effects have run, which is after its words are drawn.
  const later = (): number => {
    thread.clock.advance(15_000)
    return asked.length
  }
  await expect.poll(later, patience).toBe(2)
  ;(await fetching(2)).answer()
  await see(page.getByRole('img', { name: 'loom.gif' })).toBeInTheDocument()
})

test.for([
  ['attachment-damaged', 'damaged'],
  ['attachment-elsewhere', 'on another device'],
] as const)('%s: it says so, and offers nothing that would not help', async ([reason, words]) => {
  const { fetching } = await drawMissing(part('image/gif', 'loom.gif'))
  ;(await fetching(1)).answer(reason)
  await see(page.getByText(words, { exact: true })).toBeVisible()
  expect(page.getByRole('button', { name: 'Get loom.gif' }).query()).toBeNull()
})

test('a file is fetched when it is pressed, and not before; a page that is left does not wait for it', async () => {
  const { fetching, asked } = await drawMissing(part('application/pdf', 'draft.pdf'))
  await page.getByRole('button', { name: 'Save draft.pdf' }).click()
  const { port } = await fetching(1)
  port.postMessage({ done: 1_000_000, total: 2_000_000 } satisfies AttachmentProgress)
  await see(page.getByText(/of 2/)).toBeVisible()
  const left = new Promise(resolve => {
    port.addEventListener('message', resolve)
    port.start()
  })
  wipeThread()
  await left
  expect(asked).toHaveLength(1)
})
