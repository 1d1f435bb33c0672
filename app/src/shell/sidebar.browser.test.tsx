// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../ui/testing/draw.tsx'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createActions } from '../features/actions/use-actions.ts'
import { createListedThreads, type ListedThreads } from '../features/threads/testing/listed-threads.ts'
import { Sidebar } from './sidebar.tsx'
import { createTestShell, type TestShell } from './testing/test-shell.tsx'

vi.setConfig({ testTimeout: 20_000 })

const titles = [
  'Letter to the landlord',
  'Bus survey',
  'Une Crème brûlée',
  'ترجمة عقد الإيجار',
  'রবীন্দ্রনাথের চিঠি',
  ...Array.from({ length: 395 }, (_, index) => `Older thread ${index}`),
]

let listed: ListedThreads
let shell: TestShell

const link = (name: string) => page.getByRole('link', { name, exact: true })
const search = page.getByRole('searchbox', { name: 'Search' })
const item = (name: string) => page.getByRole('menuitem', { name })
const focused = (): string => document.activeElement?.textContent ?? ''
const lastAsked = () => listed.asked.at(-1)

beforeEach(async () => {
  await page.viewport(1000, 700)
  listed = await createListedThreads({
    env: testEnv(1),
    name: 'weft-sidebar-test',
    titles,
    folders: ['Transit study'],
  })
  shell = createTestShell(listed.page, createActions(undefined))
  await draw(shell.wrap(<div style={{ display: 'grid', height: 700, width: 264 }}>{<Sidebar />}</div>))
  await vi.waitFor(() => link('Letter to the landlord').element(), 20_000)
})

afterEach(async () => {
  wipePage()
  await listed.close()
})

describe('by keyboard alone', () => {
  test('one stop for Tab, arrows from row to row, and Enter opens', async () => {
    link('Letter to the landlord').element().focus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await vi.waitFor(() => expect(focused()).toContain('Crème'), 20_000)
    await userEvent.keyboard('{Enter}')
    const { roomId } = await listed.thread('Une Crème brûlée')
    expect(shell.history.at(-1)).toBe(`/t/${roomId}`)
    expect(document.querySelectorAll('ul a[tabindex="0"]')).toHaveLength(1)
  })

  test('End goes to rows that were not drawn, and reads more of them', async () => {
    link('Letter to the landlord').element().focus()
    await userEvent.keyboard('{End}')
    await vi.waitFor(() => expect(focused()).toContain('Older thread 194'), 20_000)
    // More rows come while the focus is on what was the last of them.
    await vi.waitFor(async () => {
      await userEvent.keyboard('{End}')
      expect(focused()).toContain('Older thread 394')
    }, 20_000)
    await userEvent.keyboard('{Home}')
    await vi.waitFor(() => expect(focused()).toContain('Transit study'), 20_000)
  })

  test('F2 renames in place, Enter saves, and the focus stays with the row', async () => {
    link('Bus survey').element().focus()
    await userEvent.keyboard('{F2}')
    const field = page.getByRole('textbox', { name: 'Title of this thread' })
    await expect.element(field).toHaveFocus()
    await field.fill('Bus survey, second wave')
    await userEvent.keyboard('{Enter}')
    await expect.element(link('Bus survey, second wave')).toHaveFocus()
    expect(lastAsked()).toMatchObject({ name: 'thread.rename', args: { title: 'Bus survey, second wave' } })
  })

  test('Esc gives a title up', async () => {
    link('Bus survey').element().focus()
    await userEvent.keyboard('{F2}')
    await page.getByRole('textbox', { name: 'Title of this thread' }).fill('Something else')
    await userEvent.keyboard('{Escape}')
    await expect.element(link('Bus survey')).toHaveFocus()
    expect(listed.asked).toEqual([])
  })

  test('Delete moves to Trash, and Undo brings it back', async () => {
    link('Bus survey').element().focus()
    await userEvent.keyboard('{Delete}')
    await expect.element(link('Bus survey')).not.toBeInTheDocument()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.element(link('Bus survey')).toBeVisible()
    expect(lastAsked()).toMatchObject({ name: 'thread.trash', args: { trashedAt: null } })
  })

  test('Shift+F10 opens the menu of the row, and the focus comes back to it', async () => {
    link('Bus survey').element().focus()
    await userEvent.keyboard('{Shift>}{F10}{/Shift}')
    await expect.element(page.getByRole('menu', { name: 'Bus survey' })).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await expect.element(link('Bus survey')).toHaveFocus()
  })
})

describe('the menu of a row', () => {
  test('pins, and the thread stands under its heading', async () => {
    await link('Bus survey').click({ button: 'right' })
    await item('Pin').click()
    await expect.element(page.getByRole('heading', { name: 'Pinned' })).toBeVisible()
  })

  test('moves into a folder, whose count follows', async () => {
    await link('Bus survey').hover()
    await page.getByRole('button', { name: 'More for Bus survey' }).click()
    await item('Move to').click()
    await page.getByRole('menuitemradio', { name: 'Transit study' }).click()
    await expect.element(page.getByRole('link', { name: 'Transit study 1' })).toBeVisible()
  })

  test('says in the list when a command failed, and what was kept', async () => {
    listed.refuseWith('storage-full')
    await link('Bus survey').click({ button: 'right' })
    await item('Archive').click()
    await expect.element(page.getByRole('alert').getByText('The disk is full')).toBeVisible()
    await expect.element(link('Bus survey')).toBeVisible()
  })

  test('several are chosen with Shift and a click, and go together', async () => {
    await link('Letter to the landlord').click({ button: 'right' })
    await item('Select').click()
    await page.getByRole('checkbox', { name: 'ترجمة عقد الإيجار' }).click()
    await expect.element(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible()
    await page.getByRole('button', { name: 'Move to Trash' }).click()
    await expect.element(link('Letter to the landlord')).not.toBeInTheDocument()
    await expect.poll(() => listed.asked.map(({ name }) => name)).toEqual(['thread.trash', 'thread.trash'])
  })
})

describe('search', () => {
  test('finds over all titles without accents, and the arrows go into the hits and back', async () => {
    await search.fill('brulee')
    await expect.element(link('Une Crème brûlée')).toBeVisible()
    await expect.element(page.getByText('brûlée', { exact: true })).toBeVisible()
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(link('Une Crème brûlée')).toHaveFocus()
    await userEvent.keyboard('{ArrowUp}')
    await expect.element(search).toHaveFocus()
  })

  test('finds threads far beyond what is drawn, and Enter opens the best', async () => {
    await search.fill('thread 391')
    await expect.element(link('Older thread 391')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    const { roomId } = await listed.thread('Older thread 391')
    expect(shell.history.at(-1)).toBe(`/t/${roomId}`)
    await expect.element(search).toHaveValue('')
  })

  test('finds Arabic and Bengali', async () => {
    await search.fill('الايجار')
    await expect.element(link('ترجمة عقد الإيجار')).toBeVisible()
    await search.fill('রবীন্দ্র')
    await expect.element(link('রবীন্দ্রনাথের চিঠি')).toBeVisible()
  })

  test('says when no title has the words, and Esc brings the list back', async () => {
    await search.fill('zzz')
    await expect.element(page.getByText('No title says “zzz”.')).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await expect.element(link('Bus survey')).toBeVisible()
  })
})

describe('what was said', () => {
  const said = page.getByRole('region', { name: 'Said' })

  beforeEach(async () => {
    const { roomId, workspaceId } = await listed.thread('Bus survey')
    await listed.database.table('messages').put({
      workspaceId,
      roomId,
      parentKey: '',
      stamp: '0'.repeat(16),
      id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      role: 'assistant',
      createdAt: 1,
      parts: [{ type: 'text', text: 'Leave a margin for the landlord.' }],
      status: 'complete',
      continues: false,
    })
  })

  test('stands below the titles with its words marked, and the arrows go on into it', async () => {
    await search.fill('landlord')
    await expect
      .element(said.getByRole('link'))
      .toHaveTextContent('Bus surveyLeave a margin for the landlord.')
    expect(said.element().querySelector('mark')?.textContent).toBe('landlord')
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(link('Letter to the landlord')).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    const { roomId } = await listed.thread('Bus survey')
    expect(shell.history.at(-1)).toBe(`/t/${roomId}?m=msg_aaaaaaaaaaaaaaaaaaaaaaaaaa&q=landlord`)
    await expect.element(search).toHaveValue('')
  })

  test('is opened by Enter where no title has the words, and all of it is one link away', async () => {
    await search.fill('margin')
    await expect.element(said.getByRole('link')).toBeVisible()
    await link('Search everything').click()
    expect(shell.history.at(-1)).toBe('/search?q=margin')
    await search.fill('margin')
    await expect.element(said.getByRole('link')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    expect(shell.history.at(-1)).toMatch(/&q=margin$/)
  })
})

describe('the status', () => {
  const status = page.getByRole('status', { name: 'Sync' })

  test('says saved only when nothing is being written, and says when nothing can be', async () => {
    await expect.element(status).toHaveTextContent('Saved on this device')
    shell.setEngine({ type: 'failed', error: { type: 'storage-full' } })
    await expect.element(status).toHaveTextContent('Not saved')
  })

  test('an answer that arrives is not saved to its last word', async () => {
    const { workspaceId, roomId } = await listed.thread('Bus survey')
    await listed.database
      .table('runs')
      .put({ messageId: 'msg_x', workspaceId, threadId: roomId, state: 'streaming' })
    await expect.element(status).toHaveTextContent('Saving')
    await expect.element(page.getByText('Answering')).toBeInTheDocument()
    await listed.database.table('runs').clear()
    await expect.element(status).toHaveTextContent('Saved on this device')
  })
})
