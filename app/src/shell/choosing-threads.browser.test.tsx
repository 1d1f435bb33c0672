// First: its stylesheets fix the order of the layers.
import { type Drawn, draw, wipePage } from '../ui/testing/draw.tsx'
import type { TestClock } from '@weft/shared/testing/env.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createActions } from '../features/actions/use-actions.ts'
import { createListedThreads, type ListedThreads } from '../features/threads/testing/listed-threads.ts'
import type { Shelf, ThreadRow } from '../features/threads/tables.ts'
import { TrashPage } from '../features/threads/trash-page.tsx'
import { Sidebar } from './sidebar.tsx'
import { createTestShell, type TestShell } from './testing/test-shell.tsx'

// The engine of this test shares a thread with the page that is drawn anew after each of hundreds of commands.
vi.setConfig({ testTimeout: 120_000 })

/** More than a list reads at first. */
const many = 230
const titles = Array.from({ length: many }, (_, index) => `Thread ${index}`)

let listed: ListedThreads
let shell: TestShell
let clock: TestClock
let drawn: Drawn

const row = (index: number) => page.getByRole('link', { name: `Thread ${index}`, exact: true })
const box = (index: number) => page.getByRole('checkbox', { name: `Thread ${index}`, exact: true })
const chosen = (count: number | string) => page.getByRole('toolbar', { name: `${count} selected` })
const button = (name: string) => page.getByRole('button', { name, exact: true })

const rows = (): Promise<readonly ThreadRow[]> => listed.database.table<ThreadRow>('threads').toArray()
const onShelf = async (shelf: Shelf): Promise<number> => (await rows()).filter(r => r.shelf === shelf).length

const open = async (path = '/'): Promise<void> => {
  const env = testEnv(1)
  clock = env.clock
  await page.viewport(1000, 700)
  listed = await createListedThreads({
    env,
    name: 'weft-choosing-test',
    titles,
    folders: ['Transit study'],
  })
  shell = createTestShell(listed.page, createActions(undefined), path)
}

afterEach(async () => {
  wipePage()
  await listed.close()
})

describe('in the sidebar', () => {
  beforeEach(async () => {
    await open()
    drawn = await draw(
      shell.wrap(<div style={{ display: 'grid', height: 700, width: 264 }}>{<Sidebar />}</div>),
    )
    await vi.waitFor(() => row(0).element(), 20_000)
  })

  test('Shift and an arrow take one more, and going back gives it up; Esc ends it where the focus is', async () => {
    row(2).element().focus()
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    await expect.element(chosen(3)).toBeVisible()
    await expect.element(box(4)).toBeChecked()
    await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}')
    await expect.element(chosen(2)).toBeVisible()
    await expect.element(box(3)).toHaveFocus()
    await userEvent.keyboard('{Shift>}{ArrowUp}{ArrowUp}{ArrowUp}{/Shift}')
    // Beyond where it began, upwards.
    await expect.element(chosen(3)).toBeVisible()
    await expect.element(box(4)).not.toBeChecked()
    await userEvent.keyboard('{Escape}')
    await expect.element(row(0)).toHaveFocus()
    await userEvent.keyboard('{Control>} {/Control}')
    button('Archive').element().focus()
    await userEvent.keyboard('{Escape}')
    await expect.element(row(0)).toHaveFocus()
    expect(listed.asked).toEqual([])
  })

  test('Ctrl and A take every thread, read or not; one Undo takes all of it back', async () => {
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Archive').click()
    await expect.element(page.getByText(`${many} threads archived`)).toBeVisible()
    expect(await onShelf('archived')).toBe(many)
    expect(listed.asked).toHaveLength(many)
    await button('Undo').click()
    await expect.element(page.getByText(`${many} threads taken out of the archive`)).toBeVisible()
    expect(await onShelf('active')).toBe(many)
    await expect.element(row(0)).toBeVisible()
  })

  test('what takes longer than a second says how far it is, and can be stopped with what is done kept', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let count = 0
    listed.beforeEach(async () => {
      count += 1
      clock.advance(10)
      if (count > 130) await released
    })
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Move to Trash').click()
    await vi.waitFor(() => expect(count).toBeGreaterThan(130), 20_000)
    const progress = page.getByRole('progressbar', { name: 'Moving threads to Trash' })
    await vi.waitFor(() => expect(progress.element().textContent).toMatch(/^1\d\d of 230$/), 20_000)
    await button('Cancel').click()
    release()
    const said = page.getByText(/threads moved to Trash\. Stopped: \d+ threads are as they were/)
    await expect.element(said).toBeVisible()
    const trashed = await onShelf('trash')
    expect(trashed).toBeGreaterThanOrEqual(120)
    expect(trashed).toBeLessThan(many)
    expect(said.element().textContent).toContain(`${trashed} threads`)
    listed.beforeEach(undefined)
    await button('Undo').click()
    await expect.element(page.getByText(`${trashed} threads put back`)).toBeVisible()
    expect(await onShelf('trash')).toBe(0)
  })

  test('a second is not reached: nothing but the end is said', async () => {
    const shown: (string | undefined)[] = []
    drawn.ui.toasts.subscribe(() => shown.push(drawn.ui.toasts.get()?.text))
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Archive').click()
    await expect.element(page.getByText(`${many} threads archived`)).toBeVisible()
    expect(shown).toEqual([`${many} threads archived`])
  })

  test('those that refuse are counted, the others are done and can be undone', async () => {
    const three = (await rows()).slice(0, 3).map(({ roomId }) => roomId)
    listed.refuseWith('room-read-only', new Set(three))
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Archive').click()
    const notice = page.getByRole('alert')
    await expect.element(notice.getByText('3 threads could not be changed')).toBeVisible()
    await expect.element(notice.getByText(/^227 threads were changed and can be undone/)).toBeVisible()
    await expect.element(page.getByText(`${many - 3} threads archived`)).toBeVisible()
    expect(await onShelf('active')).toBe(3)
  })

  test('progress goes away when all refuse', async () => {
    listed.refuseWith('room-read-only')
    listed.beforeEach(async () => clock.advance(10))
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Archive').click()
    await expect.element(page.getByRole('alert').getByText('230 threads could not be changed')).toBeVisible()
    expect(drawn.ui.toasts.get()).toBeUndefined()
  })

  test('a full disk is told once, and nothing more is tried', async () => {
    listed.refuseWith('storage-full')
    row(0).element().focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Archive').click()
    await expect.element(page.getByRole('alert').getByText(/no room on this device/)).toBeVisible()
    // What was under way when it was found out.
    expect(listed.asked.length).toBeLessThanOrEqual(64)
    expect(await onShelf('active')).toBe(many)
  })

  test('they move into a folder together, also into a new one', async () => {
    row(0).element().focus()
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
    await button('Move to folder').click()
    await page.getByRole('menuitem', { name: 'Transit study' }).click()
    await expect.element(page.getByText('2 threads moved to Transit study')).toBeVisible()
    await expect.element(page.getByRole('link', { name: 'Transit study 2' })).toBeVisible()
    await button('Undo').click()
    await expect.element(page.getByText('2 threads moved back')).toBeVisible()
    expect((await rows()).some(thread => thread.folderId !== undefined)).toBe(false)

    row(4).element().focus()
    await userEvent.keyboard('{Control>} {/Control}')
    await expect.element(chosen(1)).toBeVisible()
    await button('Move to folder').click()
    await page.getByRole('menuitem', { name: 'New folder' }).click()
    await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Letters')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('1 thread moved to Letters')).toBeVisible()
    expect((await listed.thread('Thread 4')).folderId).toBeDefined()
  })

  test('a finger that rests on a thread begins to choose', async () => {
    const target = row(1).element()
    const touch = { bubbles: true, cancelable: true, pointerType: 'touch', isPrimary: true }
    target.dispatchEvent(new PointerEvent('pointerdown', touch))
    drawn.clock.advance(500)
    await expect.element(chosen(1)).toBeVisible()
    await expect.element(box(1)).toBeChecked()
    await box(2).click()
    await expect.element(chosen(2)).toBeVisible()
  })

  test('what is looked at stays where it is when an old thread goes to the head of the list', async () => {
    const list = document.querySelector('nav [role="presentation"]')
    if (list === null) throw new Error('The list is not drawn')
    list.scrollTop = 1_500
    const top = (): number => row(55).element().getBoundingClientRect().top
    await vi.waitFor(() => row(55).element(), 20_000)
    const before = top()
    const { workspaceId, roomId } = await listed.thread('Thread 150')
    await listed.database
      .table<ThreadRow>('threads')
      .update([workspaceId, roomId], { lastAt: clock.now() + 1 })
    // It is there, above all others, and what is in view has not moved by a row.
    await vi.waitFor(async () => {
      const order = [...document.querySelectorAll('nav [data-key^="thr_"]')]
      expect(order.some(item => item.getAttribute('data-key') === roomId)).toBe(false)
      const first = await listed.database.table<ThreadRow>('threads').orderBy('[shelf+lastAt]').last()
      expect(first?.roomId).toBe(roomId)
    }, 20_000)
    await vi.waitFor(() => expect(list.scrollTop).toBeGreaterThan(1_500), 20_000)
    expect(Math.abs(top() - before)).toBeLessThan(4)
  })

  test('the end is reached by one key, however many threads are read on the way', async () => {
    row(0).element().focus()
    await userEvent.keyboard('{End}')
    await expect.element(row(many - 1)).toHaveFocus()
    await userEvent.keyboard('{Home}{PageDown}')
    await expect.element(row(9)).toHaveFocus()
  })
})

describe('in Trash', () => {
  beforeEach(async () => {
    await open('/trash')
    const now = clock.now()
    await listed.database
      .table<ThreadRow>('threads')
      .toCollection()
      .modify(thread => {
        const index = Number(thread.title.replace('Thread ', ''))
        // Deleted in another order than they were written in: the last first.
        // Thirty of one millisecond lie across the border of the first page.
        const lastAt = now - Math.floor(index / 30) * 1_000
        Object.assign(thread, { shelf: 'trash', lastAt, trashedAt: now - (many - index) * 1_000 })
      })
    drawn = await draw(
      shell.wrap(<div style={{ display: 'grid', height: 700, width: 900 }}>{<TrashPage />}</div>),
    )
    await vi.waitFor(() => box(many - 1).element(), 20_000)
  })

  test('all are counted, the last deleted stands first, and few are drawn', async () => {
    await expect.element(page.getByRole('heading', { name: /^230 threads/ })).toBeVisible()
    const first = document.querySelector('ul [data-row-focus]')
    expect(first?.textContent).toContain(`Thread ${many - 1}`)
    expect(document.querySelectorAll('ul li').length).toBeLessThan(60)
    box(many - 1)
      .element()
      .focus()
    await userEvent.keyboard('{End}')
    await expect.element(box(0)).toHaveFocus()
  })

  test('all go back at once, and into Trash again by Undo, each with its own time', async () => {
    const before = new Map((await rows()).map(thread => [thread.roomId, thread.trashedAt]))
    box(many - 1)
      .element()
      .focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(chosen(many)).toBeVisible()
    await button('Put back').first().click()
    await expect.element(page.getByText(`${many} threads put back`)).toBeVisible()
    expect(await onShelf('active')).toBe(many)
    await button('Undo').click()
    await expect.element(page.getByText(`${many} threads moved to Trash`)).toBeVisible()
    for (const thread of await rows()) expect(thread.trashedAt).toBe(before.get(thread.roomId))
  })

  test('for good is asked about with the count, and the safe answer is first', async () => {
    box(many - 1)
      .element()
      .focus()
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Delete}')
    const dialog = page.getByRole('alertdialog', { name: 'Delete 3 threads for good?' })
    await expect.element(dialog.getByRole('button', { name: 'Keep them' })).toHaveFocus()
    expect(listed.asked).toEqual([])
    await dialog.getByRole('button', { name: 'Delete 3 threads' }).click()
    await expect.element(page.getByText('3 threads deleted for good')).toBeVisible()
    await expect.element(button('Undo')).not.toBeInTheDocument()
    expect(await onShelf('trash')).toBe(many - 3)
  })
})
