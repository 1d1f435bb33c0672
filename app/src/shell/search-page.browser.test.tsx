// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../ui/testing/draw.tsx'
import type { Stamp } from '@weft/shared/clock.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createActions } from '../features/actions/use-actions.ts'
import { SearchContext } from '../features/search/search-context.ts'
import { createScanSearch, type ScanSearch } from '../features/search/testing/scan-search.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import { createListedThreads, type ListedThreads } from '../features/threads/testing/listed-threads.ts'
import { SearchPage } from './search-page.tsx'
import { createTestShell, type TestShell } from './testing/test-shell.tsx'

vi.setConfig({ testTimeout: 20_000 })

let env: ReturnType<typeof testEnv>
let listed: ListedThreads
let search: ScanSearch
let shell: TestShell
let stamps = 0

const field = page.getByRole('searchbox', { name: 'Search everything' })
const results = page.getByRole('list', { name: 'Results' })
const hit = (text: string | RegExp) => page.getByRole('link', { name: text })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const found = (): string => page.getByRole('search').element().textContent ?? ''
const soon = (look: () => unknown) => expect.poll(look, { timeout: 10_000 })
const went = (): string | undefined => shell.history.at(-1)
/** The address is written when the typing rests. */
const rested = (): void => env.clock.advance(300)

const say = async (title: string, role: 'user' | 'assistant', text: string): Promise<MessageId> => {
  const { roomId, workspaceId } = await listed.thread(title)
  stamps += 1
  const id = createId(env.random, 'msg')
  await listed.database.table<MessageRow>('messages').put({
    workspaceId,
    roomId,
    parentKey: '',
    stamp: stamps.toString(16).padStart(16, '0') as Stamp,
    id,
    role,
    createdAt: env.clock.now() + stamps,
    parts: [{ type: 'text', text }],
    status: 'complete',
    continues: false,
  })
  return id
}

const open = async (path: string): Promise<void> => {
  search = createScanSearch(listed.database)
  shell = createTestShell(listed.page, createActions(undefined), path)
  await draw(
    shell.wrap(
      <SearchContext value={search}>
        <main style={{ blockSize: '100dvh', display: 'flex', flexDirection: 'column', minBlockSize: 0 }}>
          <SearchPage />
        </main>
      </SearchContext>,
    ),
  )
  await vi.waitFor(() => field.element(), 20_000)
}

beforeEach(async () => {
  await page.viewport(1000, 800)
  history.replaceState(null, '')
  env = testEnv(4)
  listed = await createListedThreads({
    env,
    name: 'weft-search-page-test',
    titles: [
      'Sample size for the bus survey',
      'Last year’s survey',
      'ملاحظات على التقرير',
      ...Array.from({ length: 60 }, (_, index) => `Older thread ${index}`),
    ],
    folders: ['Transit study', 'Thesis'],
  })
})

afterEach(async () => {
  wipePage()
  await listed.close()
})

describe('what was found', () => {
  test('stands thread by thread with its words marked, who said it, how much and how quickly', async () => {
    await say('Sample size for the bus survey', 'assistant', 'The margin of ±8.7 is too wide an error.')
    await say('Sample size for the bus survey', 'user', 'What margin for error do we need?')
    await say('Last year’s survey', 'assistant', 'The report printed the margin of error.')
    await open('/search?q=margin+error+')
    await expect.element(hit('Sample size for the bus survey')).toBeVisible()
    await soon(found).toMatch(/3 in 2 threads, 11\sms/)
    const marks = [...results.element().querySelectorAll('mark')].map(({ textContent }) => textContent)
    expect(marks).toEqual(['margin', 'error', 'margin', 'error', 'margin', 'error'])
    expect(found()).toMatch(/Assistant and You|You and Assistant/)
    expect(found()).toContain('All 63 threads on this device are indexed. Nothing was sent anywhere')
  })

  test('leads to the message, with the words', async () => {
    const id = await say('Last year’s survey', 'assistant', 'The report printed the margin of error.')
    const { roomId } = await listed.thread('Last year’s survey')
    await open('/search?q=margin')
    await hit(/The report printed/).click()
    expect(went()).toBe(`/t/${roomId}?m=${id}&q=margin`)
  })

  test('more of a thread are opened in their place, and closed again', async () => {
    for (const each of ['first', 'second', 'third', 'fourth'])
      await say('Last year’s survey', 'user', `The ${each} margin`)
    await open('/search?q=margin')
    await expect.element(hit('The second margin')).toBeVisible()
    expect(hit('The third margin').elements()).toEqual([])
    await button('2 more in this thread').click()
    await expect.element(hit('The fourth margin')).toBeVisible()
    await button('Fewer of this thread').click()
    await expect.element(hit('The fourth margin')).not.toBeInTheDocument()
  })

  test('comes further as one scrolls', async () => {
    for (let index = 0; index < 60; index += 1) await say(`Older thread ${index}`, 'user', 'The margin')
    await open('/search?q=margin')
    await soon(() => results.getByRole('listitem').elements().length).toBeGreaterThan(30)
    await vi.waitFor(() => {
      results.element().lastElementChild?.scrollIntoView()
      expect(hit('Older thread 59').elements()).toHaveLength(1)
    }, 20_000)
    expect(search.asked.at(-1)?.limit).toBe(90)
  })

  test('is gone through by the arrows from the field, and back to it', async () => {
    await say('Last year’s survey', 'user', 'The first margin')
    await say('Last year’s survey', 'user', 'The second margin')
    await open('/search?q=margin')
    await expect.element(hit('The second margin')).toBeVisible()
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await expect.element(hit('The second margin')).toHaveFocus()
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}{Escape}')
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(went()).toMatch(/^\/t\/thr_.*q=margin$/)
  })

  test('is there again at the same place, with what was open and the focus on the hit, when one comes back', async () => {
    for (let index = 0; index < 60; index += 1) await say(`Older thread ${index}`, 'user', `Margin ${index}`)
    for (const each of ['first', 'second', 'third'])
      await say('Older thread 40', 'user', `The ${each} margin`)
    await open('/search?q=margin')
    await vi.waitFor(() => {
      results.element().lastElementChild?.scrollIntoView()
      expect(hit('Margin 59').elements()).toHaveLength(1)
    }, 20_000)
    await button('2 more in this thread').click()
    await hit('The third margin').click()
    const top = document.querySelector('[class*=body]')?.scrollTop
    expect(top).toBeGreaterThan(1000)
    await open('/search?q=margin')
    await expect.element(hit('The third margin')).toHaveFocus()
    expect(document.querySelector('[class*=body]')?.scrollTop).toBe(top)
  })
})

describe('the question', () => {
  test('is written into the address when the typing rests, and begins the results anew', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await open('/search')
    await expect.element(page.getByText(/^Every sentence of your threads/)).toBeVisible()
    await field.fill('marg')
    await expect.element(hit('The margin')).toBeVisible()
    expect(went()).toBe('/search')
    const written = field.element()
    rested()
    await soon(went).toBe('/search?q=marg')
    // Whoever goes on typing goes on in the same field.
    expect(field.element()).toBe(written)
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByText(/^Every sentence of your threads/)).toBeVisible()
  })

  test('begins anew when a link asks another', async () => {
    for (let index = 0; index < 60; index += 1) await say(`Older thread ${index}`, 'user', `Margin ${index}`)
    await say('Last year’s survey', 'user', 'An error')
    await open('/search?q=margin')
    await vi.waitFor(() => {
      results.element().lastElementChild?.scrollIntoView()
      expect(hit('Margin 59').elements()).toHaveLength(1)
    }, 20_000)
    // As a browser does: the entry of a link has nothing kept yet.
    history.replaceState(null, '')
    shell.go('/search?q=error')
    await expect.element(field).toHaveValue('error')
    await expect.element(hit('An error')).toBeVisible()
    expect(search.asked.at(-1)?.limit).toBe(30)
    await expect.element(field).toHaveFocus()
  })

  test('has its filters in its words: a menu writes them there, and shows what is written', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await say('Last year’s survey', 'assistant', 'Another margin')
    await open('/search?q=margin')
    await button('You and assistant').click()
    await page.getByRole('menuitemradio', { name: 'Assistant' }).click()
    await expect.element(field).toHaveValue('role:assistant margin')
    await expect.element(hit('The margin')).not.toBeInTheDocument()
    await expect.element(hit('Another margin')).toBeVisible()
    await button('Any folder').click()
    await page.getByRole('menuitemradio', { name: 'Transit study' }).click()
    await expect.element(field).toHaveValue('folder:"Transit study" role:assistant margin')
    await button('Transit study').click()
    await page.getByRole('menuitemradio', { name: 'Any folder' }).click()
    await expect.element(field).toHaveValue('role:assistant margin')
    await field.fill('after:2020 has:code margin')
    await expect.element(button('After 2020')).toBeVisible()
    await expect.element(button('With code')).toBeVisible()
    await button('With code').click()
    await page.getByRole('menuitemcheckbox', { name: 'With a file' }).click()
    await expect.element(field).toHaveValue('has:code has:file after:2020 margin')
  })

  test('can be asked for the newest first', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await open('/search?q=margin')
    await button('Best first').click()
    await page.getByRole('menuitemradio', { name: 'Newest first' }).click()
    await soon(() => search.asked.at(-1)?.order).toBe('newest')
    rested()
    await soon(went).toBe('/search?q=margin&order=newest')
  })
})

describe('what there is to say', () => {
  test('when nothing says it: what might have been meant, and the same without filters', async () => {
    await say('Last year’s survey', 'user', 'The margin of error')
    await open('/search')
    search.suggest('margin of error')
    await field.fill('role:user margin of eror')
    await expect.element(page.getByText('Nothing says “margin of eror”.')).toBeVisible()
    await button('Search without filters').click()
    await expect.element(field).toHaveValue('margin of eror')
    await button('Did you mean margin of error?').click()
    await expect.element(hit('The margin of error')).toBeVisible()
  })

  test('while the index is built: how far it is, and more by itself', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await open('/search')
    search.cover({ type: 'building', done: 12, total: 63 })
    await field.fill('margin')
    await expect.element(page.getByText('12 of 63 threads can be found')).toBeVisible()
    await expect
      .element(page.getByRole('progressbar', { name: 'Reading what can be searched' }))
      .toHaveAttribute('aria-valuenow', '19')
    search.cover({ type: 'whole', threads: 63 })
    await vi.waitFor(() => {
      env.clock.advance(1000)
      expect(found()).toContain('All 63 threads on this device are indexed')
    }, 20_000)
  })

  test('when the search does not answer: what was kept, and again', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await open('/search')
    search.fail(true)
    await field.fill('margin')
    await expect.element(page.getByText(/^Your threads are as they were/)).toBeVisible()
    search.fail(false)
    await button('Search again').click()
    await expect.element(hit('The margin')).toBeVisible()
  })

  test('a thread that has gone since is left out', async () => {
    await say('Last year’s survey', 'user', 'The margin')
    await say('Older thread 3', 'user', 'Another margin')
    await open('/search?q=margin')
    await expect.element(hit('Another margin')).toBeVisible()
    const { roomId } = await listed.thread('Older thread 3')
    await listed.database.table<ThreadRow>('threads').where('roomId').equals(roomId).delete()
    await expect.element(hit('Another margin')).not.toBeInTheDocument()
    await expect.element(hit('The margin')).toBeVisible()
  })
})
