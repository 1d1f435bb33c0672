// First: its stylesheets fix the order of the layers.
import { drawThread, type DrawnThread, wipeThread } from './testing/draw-thread.tsx'
import type { MessageId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { SearchContext } from '../search/search-context.ts'
import { createScanSearch, type ScanSearch } from '../search/testing/scan-search.ts'
import { ThreadPage } from './thread-page.tsx'

vi.setConfig({ testTimeout: 20_000 })

const see = expect.element
const soon = (look: () => unknown) => expect.poll(look, { timeout: 10_000 })
const button = (name: string) => page.getByRole('button', { name })
const field = page.getByRole('searchbox', { name: 'Find in thread' })
const position = (): string | null | undefined =>
  page.getByRole('search').getByRole('status').element().textContent
const words = (text: string) => [{ type: 'text', text }]

/** What is marked on the screen under a name. */
const marked = (name: string): readonly string[] =>
  [...(CSS.highlights.get(name) ?? [])].map(range => (range instanceof Range ? range.toString() : ''))

const inView = (text: RegExp): boolean => {
  const log = document.querySelector('[role="log"]')?.getBoundingClientRect()
  const article = [...document.querySelectorAll('article')].find(each => text.test(each.textContent))
  const place = article?.getBoundingClientRect()
  return Boolean(log && place && place.bottom > log.top && place.top < log.bottom)
}

let search: ScanSearch

/** Draws the thread with a search over its rows. */
const open = async (
  said: (thread: Pick<DrawnThread, 'say' | 'fill'>) => Promise<unknown>,
  at?: { readonly id: () => MessageId | undefined; readonly words: string },
): Promise<DrawnThread> => {
  const thread = await drawThread({ said })
  search = createScanSearch(thread.database)
  thread.redraw(
    <SearchContext value={search}>
      <ThreadPage key="searched" threadId={thread.thread.roomId} at={at?.id()} words={at?.words} />
    </SearchContext>,
  )
  await vi.waitFor(() => thread.log(), 20_000)
  return thread
}

/** Two answers to a question, of which the second is read; the needle is in both and in the question. */
const twoBranches = async ({ say }: Pick<DrawnThread, 'say'>) => {
  const question = await say({ role: 'user', parts: words('Where is the needle?'), createdAt: 1 })
  await say({
    role: 'assistant',
    parentKey: question.id,
    parts: words('A **needle** in the hay'),
    createdAt: 2,
  })
  await say({ role: 'assistant', parentKey: question.id, parts: words('No Needle here'), createdAt: 3 })
}

beforeEach(() => page.viewport(1000, 700))
afterEach(wipeThread)

describe('the search within a thread', () => {
  test('goes through what it finds round and round, marks the words, and leaves on Escape', async () => {
    await open(twoBranches)
    await button('Find in thread').click()
    await see(field).toHaveFocus()
    await userEvent.keyboard('needle')
    await soon(position).toBe('1 of 3')
    await soon(() => marked('weft-found')).toEqual(['needle', 'Needle'])
    await userEvent.keyboard('{Enter}')
    // The branch that nobody was reading.
    await see(page.getByText('A needle in the hay')).toBeVisible()
    expect(position()).toBe('2 of 3')
    await soon(() => marked('weft-found')).toEqual(['needle', 'needle'])
    await see(field).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await see(page.getByText('No Needle here')).toBeVisible()
    expect(position()).toBe('3 of 3')
    await userEvent.keyboard('{Enter}')
    await soon(position).toBe('1 of 3')
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
    await soon(position).toBe('3 of 3')
    await userEvent.keyboard('{Escape}')
    await see(field).not.toBeInTheDocument()
    expect(marked('weft-found')).toEqual([])
    await see(page.getByText('No Needle here')).toBeVisible()
  })

  test('says when nothing is found, and offers no way on', async () => {
    await open(twoBranches)
    await button('Find in thread').click()
    await field.fill('haystack')
    await soon(position).toBe('Not in this thread')
    await see(button('Next hit')).toBeDisabled()
    await field.fill('')
    await soon(position).toBe('')
  })

  test('finds what is far from what is drawn, first what is nearest below, and marks what comes into view', async () => {
    await open(({ fill }) =>
      fill(600, index => (index % 100 === 50 ? `Needle ${index}` : `Message ${index}`)),
    )
    await button('Find in thread').click()
    await field.fill('needle')
    await soon(position).toBe('6 of 6')
    await soon(() => inView(/Needle 550/)).toBe(true)
    await button('Previous hit').click()
    await soon(position).toBe('5 of 6')
    await soon(() => inView(/Needle 450/)).toBe(true)
    await button('Next hit').click()
    await button('Next hit').click()
    await soon(position).toBe('1 of 6')
    await soon(() => inView(/Needle 50\b/)).toBe(true)
    await soon(() => marked('weft-found')).toContain('Needle')
    expect(search.asked.at(-1)).toMatchObject({ order: 'newest', limit: 1 })
  })

  test('its keys, given again, choose what is typed', async () => {
    await open(twoBranches)
    await button('Find in thread').click()
    await field.fill('hay')
    await soon(position).toBe('1 of 1')
    await button('Find in thread').click()
    await see(field).toHaveFocus()
    await soon(() => window.getSelection()?.toString()).toBe('hay')
  })
})

describe('coming from a hit', () => {
  test('shows the branch, marks message and words for a moment, and leaves the focus on it', async () => {
    let second: MessageId | undefined
    const thread = await open(
      async ({ say }) => {
        const question = await say({ role: 'user', parts: words('Where?') })
        const hay = await say({
          role: 'assistant',
          parentKey: question.id,
          parts: words('A needle in the hay'),
        })
        second = hay.id
        await say({ role: 'assistant', parentKey: question.id, parts: words('Nowhere') })
      },
      { id: () => second, words: 'needle hay ' },
    )
    await see(page.getByText('A needle in the hay')).toBeVisible()
    await soon(() => marked('weft-arrived')).toEqual(['needle', 'hay'])
    const article = document.querySelector(`[data-turn="${second}"]`)
    expect(document.activeElement).toBe(article)
    expect(article?.className).toMatch(/found/)
    thread.pageClock.advance(6000)
    expect(marked('weft-arrived')).toEqual([])
    expect(article?.className).not.toMatch(/found/)
  })

  test('gives it the focus also where nothing has to be waited for', async () => {
    let last: MessageId | undefined
    await open(
      async ({ say }) => {
        await say({ role: 'user', parts: words('Where?') })
        last = (await say({ role: 'assistant', parts: words('A needle in the hay') })).id
      },
      { id: () => last, words: 'needle ' },
    )
    await soon(() => document.activeElement?.getAttribute('data-turn')).toBe(last)
    await soon(() => marked('weft-arrived')).toEqual(['needle'])
  })

  test('goes far up, and to the words in a message that is longer than the screen', async () => {
    let far: MessageId | undefined
    await open(
      async ({ say, fill }) => {
        await fill(40, index => `Earlier ${index}`)
        const long = Array.from({ length: 120 }, (_, line) =>
          line === 100 ? 'The needle.' : `Line ${line}.`,
        )
        far = (await say({ role: 'assistant', parts: words(long.join('\n\n')) })).id
        await fill(400, index => `Later ${index}`)
      },
      { id: () => far, words: 'needle' },
    )
    await soon(() => marked('weft-arrived')).toEqual(['needle'])
    await soon(() => {
      const log = document.querySelector('[role="log"]')?.getBoundingClientRect()
      const [range] = CSS.highlights.get('weft-arrived') ?? []
      const word = range instanceof Range ? range.getBoundingClientRect() : undefined
      return log && word && word.top >= log.top && word.bottom <= log.bottom
    }).toBe(true)
  })
})
