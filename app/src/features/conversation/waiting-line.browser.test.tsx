// First: its stylesheets fix the order of the layers.
import { drawThread, wipeThread } from './testing/draw-thread.tsx'
import { must } from '@weft/shared/assert.ts'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { deviceAccountName } from '../account/device-account.ts'
import type { MessageRow } from '../threads/tables.ts'

afterEach(wipeThread)

const patience = { timeout: 20_000 }
const words = (text: string) => [{ type: 'text', text }] as const

test('a message that waits says so in words, and nothing when it is synced; the details say Synced', async () => {
  let row: MessageRow | undefined
  const thread = await drawThread({
    said: async scripted => {
      row = await scripted.say({ role: 'user', parts: words('Question') })
      await scripted.say({ role: 'assistant', parts: words('Answer') })
      await scripted.database.table('device').put({ name: deviceAccountName, value: { session: 'open' } })
      const { workspaceId, roomId, id } = row
      await scripted.database.outbox.put({ workspaceId, roomId, number: 1, touched: [`m:${id}`] })
    },
  })
  const article = page.getByRole('article', { name: 'You', exact: true })
  await expect.element(article.getByText('Question'), patience).toBeVisible()
  // A browser that is online is given a moment first.
  await expect
    .poll(() => {
      thread.clock.advance(1500)
      return must(row && thread.articles()[0], 'a message').textContent
    }, patience)
    .toContain('Waiting to sync')
  const more = page.getByRole('article', { name: 'Assistant' }).getByRole('button', { name: 'More' })
  expect(page.getByText('Synced').elements()).toEqual([])
  await more.click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await expect.element(page.getByRole('dialog').getByText('Synced'), patience).toBeVisible()
  await thread.database.outbox.clear()
  await expect.poll(() => thread.articles()[0]?.textContent, patience).not.toContain('Waiting to sync')
})
