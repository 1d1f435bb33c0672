// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { createId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { PageContext } from '../../worker/page-context.ts'
import type { CallMeaning } from '../semantic-search/meaning-calls.ts'
import { SearchContext } from '../search/search-context.ts'
import { createScanSearch } from '../search/testing/scan-search.ts'
import { VectorsContext } from '../semantic-search/vectors-context.ts'
import type { VectorSearch } from '../semantic-search/vector-search.ts'
import { createListedThreads, type ListedThreads } from '../threads/testing/listed-threads.ts'
import { Palette } from './palette.tsx'
import { type Actions, ActionsContext, createActions } from '../actions/use-actions.ts'

vi.setConfig({ testTimeout: 20_000 })

let listed: ListedThreads
let actions: Actions
let history: readonly string[]
let env: ReturnType<typeof testEnv>
let searched: VectorSearch['search']

const meaning = (async () => ok({ modelId: 'm', vector: Float32Array.of(1) })) as CallMeaning
const onClose = vi.fn()
const onTrash = vi.fn()

const field = page.getByRole('combobox', { name: 'Command' })
const option = (name: string | RegExp) => page.getByRole('option', { name })
const nearName = (): string | null | undefined =>
  document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')?.textContent

beforeEach(async () => {
  vi.clearAllMocks()
  await page.viewport(1000, 800)
  env = testEnv(2)
  searched = async () => []
  listed = await createListedThreads({
    env,
    name: 'weft-palette-test',
    titles: ['Bus survey', 'Letter to the landlord', 'Une Crème brûlée'],
  })
  actions = createActions(undefined)
  actions.registry.register('thread.trash', onTrash)
  const location = memoryLocation({ path: '/t/thr_x', record: true })
  history = location.history
  await draw(
    <PageContext value={{ ...listed.page, engine: { ...listed.page.engine, meaning } }}>
      <VectorsContext value={{ search: (...question) => searched(...question) }}>
        <SearchContext value={createScanSearch(listed.database)}>
          <ActionsContext value={actions}>
            <Router hook={location.hook}>
              <Palette onClose={onClose} />
            </Router>
          </ActionsContext>
        </SearchContext>
      </VectorsContext>
    </PageContext>,
  )
  await vi.waitFor(() => field.element(), 20_000)
})

afterEach(async () => {
  wipePage()
  await listed.close()
})

describe('the palette', () => {
  test('is a dialog of that name, and shows recent threads and what can be done', async () => {
    await expect.element(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
    await expect.element(field).toHaveFocus()
    await expect.element(option(/Bus survey/)).toBeVisible()
    await expect.element(option(/Move this thread to Trash/)).toBeVisible()
  })

  test('offers only what somebody on the screen can do', async () => {
    await field.fill('regenerate')
    await expect.element(option(/Regenerate/)).not.toBeInTheDocument()
  })

  test('arrows move while the focus stays, round and round, and Enter opens', async () => {
    await expect.element(option(/Bus survey/)).toHaveAttribute('aria-selected', 'true')
    await userEvent.keyboard('{ArrowDown}')
    await vi.waitFor(() => expect(nearName()).toContain('Letter to the landlord'), 20_000)
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    await vi.waitFor(() => expect(nearName()).not.toContain('survey'), 20_000)
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    const { roomId } = await listed.thread('Bus survey')
    expect(history.at(-1)).toBe(`/t/${roomId}`)
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('finds threads without accents, and actions by their words', async () => {
    await field.fill('creme')
    await expect.element(option(/Crème/)).toHaveAttribute('aria-selected', 'true')
    await field.fill('trash thread')
    await userEvent.keyboard('{Enter}')
    expect(onTrash).toHaveBeenCalledOnce()
  })

  test('closes before an action runs, so that the action has the last word about the focus', async () => {
    onTrash.mockImplementation(() => expect(onClose).toHaveBeenCalledOnce())
    await field.fill('trash')
    await option(/Move this thread to Trash/).click()
    expect(onTrash).toHaveBeenCalledOnce()
  })

  test('leads to the pages of settings, and changes the theme', async () => {
    await field.fill('providers')
    await userEvent.keyboard('{Enter}')
    expect(history.at(-1)).toBe('/settings/providers')
  })

  test('shows what was said between threads and actions, with its words marked, and leads there', async () => {
    const { roomId, workspaceId } = await listed.thread('Letter to the landlord')
    const message = createId(env.random, 'msg')
    const before = 'The words before it are so many that a narrow line would be cut before the'
    await listed.database.table('messages').put({
      workspaceId,
      roomId,
      parentKey: '',
      stamp: '0'.repeat(16),
      id: message,
      role: 'user',
      createdAt: 1,
      parts: [{ type: 'text', text: `${before} survey` }],
      status: 'complete',
      continues: false,
    })
    await field.fill('survey')
    const said = page.getByRole('group', { name: 'Said in threads' })
    await expect.element(said.getByRole('option')).toBeVisible()
    expect(said.getByRole('option').element().textContent).toBe(
      '…be cut before the surveyLetter to the landlord',
    )
    expect(said.element().querySelector('mark')?.textContent).toBe('survey')
    const groups = [...document.querySelectorAll('[role=listbox] [role=group]')]
    expect(groups.map(group => group.firstElementChild?.textContent)).toEqual([
      'Threads',
      'Said in threads',
      'Do',
    ])
    await said.getByRole('option').click()
    expect(history.at(-1)).toBe(`/t/${roomId}?m=${message}&q=survey`)
  })

  test('leads to the page of everything that was found', async () => {
    await field.fill('margin of error')
    await option('Search everywhere for “margin of error”').click()
    expect(history.at(-1)).toBe('/search?q=margin%20of%20error')
  })

  test('shows what was said by its meaning under the threads, and what is chosen stays chosen', async () => {
    const { roomId, workspaceId } = await listed.thread('Letter to the landlord')
    const message = createId(env.random, 'msg')
    await listed.database.table('messages').put({
      workspaceId,
      roomId,
      parentKey: '',
      stamp: '0'.repeat(16),
      id: message,
      role: 'user',
      createdAt: 1,
      parts: [{ type: 'text', text: 'The automobile is loud.' }],
      status: 'complete',
      continues: false,
    })
    await listed.database.device.put({ name: 'meaning', value: { isPaused: false } })
    searched = async () => [{ workspaceId, roomId, messageId: message, offset: 0, likeness: 1 }]
    await field.fill('settings')
    await userEvent.keyboard('{ArrowDown}')
    const chosen = nearName()
    await vi.waitFor(() => {
      env.clock.advance(300)
      expect(option(/The automobile is loud/).elements()).toHaveLength(1)
    }, 20_000)
    expect(nearName()).toBe(chosen)
    await expect.element(page.getByRole('group', { name: 'By meaning' })).toBeVisible()
    await option(/The automobile is loud.*Letter to the landlord/).click()
    expect(history.at(-1)).toBe(`/t/${roomId}?m=${message}`)
  })

  test('words that nothing has become the draft of a new thread', async () => {
    await field.fill('how do looms work')
    await option('New thread about “how do looms work”').click()
    await vi.waitFor(() => expect(history.at(-1)).toBe('/'), 20_000)
    expect(listed.asked).toContainEqual({
      name: 'saveDraft',
      args: { draftOf: 'new', text: 'how do looms work' },
    })
  })
})
