// First: its stylesheets fix the order of the layers.
import { drawThread, type DrawnThread, wipeThread } from './testing/draw-thread.tsx'
import type { MessageId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Locator, page, userEvent } from 'vitest/browser'
import type { MessageKey } from '../threads/tables.ts'
import { threadEnd } from '../threads/thread-end.ts'

beforeEach(async () => {
  await page.viewport(1000, 700)
})
afterEach(wipeThread)

/** The machine that tests is shared: what comes, comes within this. */
const patience = { timeout: 20_000 }
const soon = <T,>(read: () => T) => expect.poll(read, patience)
const see = (what: Locator) => expect.element(what, patience)

const words = (text: string) => [{ type: 'text', text }] as const
const button = (name: string) => page.getByRole('button', { name, exact: true })
const latest = () => button('To the latest message')
const paragraph =
  'Ride whole trips, never single stops, so that short rides are not missed by anybody who counts. '

/** After everything that has been resolved so far is on the screen. */
const drawn = async (): Promise<void> => {
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame)
}

const toEnd = (log: HTMLElement): number => log.scrollHeight - log.clientHeight - log.scrollTop

/** After so many frames in which nothing has scrolled that the last scroll is over. */
const atRest = async (log: HTMLElement): Promise<void> => {
  let quiet = 0
  const scrolled = (): void => {
    quiet = 0
  }
  log.addEventListener('scroll', scrolled)
  log.addEventListener('scrollend', scrolled)
  for (; quiet < 20; quiet += 1) await new Promise(requestAnimationFrame)
  log.removeEventListener('scroll', scrolled)
  log.removeEventListener('scrollend', scrolled)
}

/** A question and an answer of some lines, so often. */
const talk =
  (count: number) =>
  async (scripted: Pick<DrawnThread, 'fill'>): Promise<void> =>
    scripted.fill(count, index =>
      index % 2 === 0 ? `Question ${index}` : `Answer ${index}. ${paragraph.repeat(3 + (index % 5))}`,
    )

const openAtEnd = async (count: number, more?: (scripted: DrawnThread) => Promise<unknown>) => {
  const thread = await drawThread({
    said: async scripted => {
      await talk(count)(scripted)
      await more?.(scripted as DrawnThread)
    },
  })
  await soon(() => thread.log().querySelector('[data-last] article')).toBeTruthy()
  await soon(() => toEnd(thread.log())).toBeLessThan(2)
  await drawn()
  return thread
}

/** A person turns the wheel: the event first, then the scroll. */
const wheel = (log: HTMLElement, by: number): void => {
  log.dispatchEvent(new WheelEvent('wheel', { deltaY: by, bubbles: true }))
  log.scrollTop += by
}

describe('opening', () => {
  test('a thread opens at its end, as a log of articles that say who speaks', async () => {
    const thread = await openAtEnd(40)
    await see(page.getByRole('log', { name: 'Conversation' })).toBeVisible()
    const [you, assistant] = thread.articles().slice(-2)
    expect([you?.ariaLabel, assistant?.ariaLabel]).toEqual(['You', 'Assistant'])
    expect(assistant?.textContent).toContain('Answer 39.')
    await see(latest()).not.toBeInTheDocument()
  })

  test('of ten thousand messages only those near are drawn and read, and the first is a scroll away', async () => {
    const thread = await openAtEnd(10_000)
    expect(thread.articles().length).toBeLessThan(60)
    expect(thread.articles().at(-1)?.textContent).toContain('Answer 9999.')
    wheel(thread.log(), -thread.log().scrollTop)
    await soon(() => thread.articles()[0]?.textContent).toContain('Question 0')
    expect(thread.articles().length).toBeLessThan(60)
  })

  /** How a thread of 400 messages that has its end in its row was drawn, frame by frame, until all of it was there. */
  const watchLongThread = async (onEnd: (log: HTMLElement) => void) => {
    const frames: { readonly steps: number; readonly toEnd: number; readonly bottom: number }[] = []
    let looks = true
    let isSettled = false
    const look = (): void => {
      const log = document.querySelector<HTMLElement>('[role="log"]')
      const last = log?.querySelector('[data-last] article')
      if (log && last) {
        const steps = Number(last.closest<HTMLElement>('[data-step]')?.dataset['step']) + 1
        if (!isSettled && Math.abs(toEnd(log)) < 2) {
          isSettled = true
          onEnd(log)
        }
        if (isSettled) frames.push({ steps, toEnd: toEnd(log), bottom: last.getBoundingClientRect().bottom })
      }
      if (looks) requestAnimationFrame(look)
    }
    look()
    const thread = await drawThread({
      said: async scripted => {
        await talk(400)(scripted)
        const keys = (await scripted.database
          .table('messages')
          .toCollection()
          .primaryKeys()) as unknown as readonly MessageKey[]
        const end = threadEnd(keys, new Set(), undefined)
        if (!end) throw new Error('So long a thread has an end')
        await scripted.changeThread({ end })
      },
    })
    await soon(() => frames.at(-1)?.steps).toBe(400)
    await drawn()
    looks = false
    expect([...new Set(frames.map(({ steps }) => steps))]).toEqual([32, 400])
    const before = frames.findLast(({ steps }) => steps === 32)
    if (before === undefined) throw new Error('Its end was not drawn by itself')
    for (const frame of frames.filter(({ steps }) => steps === 400)) {
      expect(Math.abs(frame.bottom - before.bottom)).toBeLessThan(2)
      expect(Math.abs(frame.toEnd - before.toEnd)).toBeLessThan(2)
    }
    return { thread, away: before.toEnd }
  }

  test('a long thread is drawn from its end, and what stands above comes without moving what is seen', async () => {
    const { thread, away } = await watchLongThread(() => undefined)
    expect(Math.abs(away)).toBeLessThan(2)
    wheel(thread.log(), -thread.log().scrollTop)
    await soon(() => thread.articles()[0]?.textContent).toContain('Question 0')
  })

  test('nor does it move what is seen when she has scrolled before', async () => {
    const { away } = await watchLongThread(log => wheel(log, -90))
    expect(away).toBeGreaterThan(50)
  })

  test('a thread in which nothing is left says what it is for', async () => {
    await drawThread()
    await see(page.getByRole('heading', { name: 'What are you working on?' })).toBeVisible()
  })

  test('a link to a message opens there, on its own branch', async () => {
    let wanted: MessageId | undefined
    const thread = await drawThread({
      at: () => wanted,
      said: async scripted => {
        await talk(60)(scripted)
        const question = await scripted.say({ role: 'user', parts: words('Which way?') })
        const first = await scripted.say({
          role: 'assistant',
          parentKey: question.id,
          parts: words('The old way'),
        })
        wanted = first.id
        await scripted.say({ role: 'assistant', parentKey: question.id, parts: words('The new way') })
      },
    })
    await see(page.getByText('The old way')).toBeVisible()
    await soon(() => document.activeElement?.textContent).toContain('The old way')
    expect(thread.asked).toMatchObject([{ name: 'thread.chooseBranch' }])
  })

  test('a link to a message far above the end opens there', async () => {
    let wanted: MessageId | undefined
    await drawThread({
      at: () => wanted,
      said: async scripted => {
        await talk(400)(scripted)
        wanted = (await scripted.database.table('messages').orderBy('[roomId+id]').toArray()).find(
          row => row.parts[0].text === 'Question 40',
        )?.id
      },
    })
    await see(page.getByText('Question 40', { exact: true })).toBeVisible()
    await soon(() => document.activeElement?.textContent).toContain('Question 40')
    await see(latest()).toBeVisible()
  })

  test('steps of a tool loop and what was continued read as one answer', async () => {
    const thread = await drawThread({
      said: async ({ say }) => {
        await say({ role: 'user', parts: words('How many?') })
        const call = { type: 'tool-call', callId: 'c', name: 'count', input: '{}' } as const
        await say({ role: 'assistant', parts: [call], status: 'tool-calls' })
        await say({
          role: 'tool',
          parts: [{ type: 'tool-result', callId: 'c', name: 'count', output: '548', failed: false }],
        })
        await say({ role: 'assistant', parts: words('About 5'), status: 'interrupted' })
        await say({ role: 'assistant', parts: words('48 answers.'), continues: true })
      },
    })
    await soon(() => thread.articles().map(article => article.textContent)).toEqual([
      expect.stringContaining('How many?'),
      expect.stringMatching(/^Ran countAbout 548 answers\./),
    ])
    expect(thread.articles()[1]?.textContent).not.toContain('Interrupted')
  })
})

describe('scrolling', () => {
  const answer = async (thread: DrawnThread) => {
    const live = await thread.answer((await thread.say({ role: 'user', parts: words('And now?') })).id)
    await soon(() => thread.log().querySelector('[aria-busy]')).toBeTruthy()
    return live
  }

  test('follows an answer while at the end, lets go when the person moves up, and returns by the button', async () => {
    const thread = await openAtEnd(20)
    const live = await answer(thread)
    live.write(`${paragraph}\n\n`.repeat(12))
    await soon(() => thread.log().textContent).toContain(paragraph.trim())
    await soon(() => toEnd(thread.log())).toBeLessThan(2)
    await atRest(thread.log())

    wheel(thread.log(), -60)
    await see(latest()).toBeVisible()
    await atRest(thread.log())
    const article = thread.log().querySelector('[aria-busy]')
    const before = article?.getBoundingClientRect().top
    live.write(`${paragraph}\n\n`.repeat(12))
    await soon(() => toEnd(thread.log())).toBeGreaterThan(200)
    await drawn()
    expect(article?.getBoundingClientRect().top).toBe(before)

    await latest().click()
    await soon(() => toEnd(thread.log())).toBeLessThan(2)
    live.write(`${paragraph}\n\n`.repeat(12))
    await soon(() => toEnd(thread.log())).toBeLessThan(2)
    await see(latest()).not.toBeInTheDocument()
  })

  test('lets go with the first turn of the wheel, before it has scrolled', async () => {
    const thread = await openAtEnd(20)
    const live = await answer(thread)
    await atRest(thread.log())
    thread.log().dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }))
    live.write(`${paragraph}\n\n`.repeat(12))
    await soon(() => toEnd(thread.log())).toBeGreaterThan(200)
    await see(latest()).toBeVisible()
  })

  test('what is read stays where it is when something above it grows', async () => {
    const thread = await openAtEnd(4, async ({ say }) => {
      await say({ role: 'user', parts: words('Think') })
      await say({
        role: 'assistant',
        parts: [{ type: 'reasoning', text: paragraph.repeat(20) }, ...words(paragraph.repeat(60))],
      })
    })
    const log = thread.log()
    const step = page.getByRole('button', { name: 'Thought' }).element()
    const text = step.closest('article')?.querySelector('p')
    if (!text) throw new Error('The answer has no text')
    await soon(() => step.getBoundingClientRect().bottom).toBeLessThan(log.getBoundingClientRect().top)
    wheel(log, -20)
    await atRest(log)
    const before = text.getBoundingClientRect().bottom
    if (step instanceof HTMLElement) step.click()
    await soon(() => step.getAttribute('aria-expanded')).toBe('true')
    await drawn()
    expect(Math.abs(text.getBoundingClientRect().bottom - before)).toBeLessThan(2)
  })

  test('a keyboard over half of the screen covers nothing that was seen', async () => {
    const thread = await openAtEnd(30)
    await page.viewport(1000, 400)
    await soon(() => toEnd(thread.log())).toBeLessThan(2)

    await page.viewport(1000, 700)
    await atRest(thread.log())
    wheel(thread.log(), -900)
    await see(latest()).toBeVisible()
    await atRest(thread.log())
    const edge = (): number => thread.log().getBoundingClientRect().bottom
    const lowest = thread.articles().findLast(article => article.getBoundingClientRect().top < edge() - 40)
    if (!lowest) throw new Error('Nothing is seen')
    const before = edge() - lowest.getBoundingClientRect().top
    await page.viewport(1000, 400)
    await soon(() => Math.abs(edge() - lowest.getBoundingClientRect().top - before)).toBeLessThan(2)
  })

  test('arrows walk from message to message once one has the focus', async () => {
    const thread = await openAtEnd(12)
    const last = thread.articles().at(-1)
    last?.focus()
    await userEvent.keyboard('{ArrowUp}')
    await soon(() => document.activeElement?.textContent).toContain('Question 10')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    await soon(() => document.activeElement?.textContent).toContain('Question 8')
    await userEvent.keyboard('{ArrowDown}')
    await soon(() => document.activeElement?.textContent).toContain('Answer 9.')
    const seen = document.activeElement?.getBoundingClientRect()
    expect(seen && seen.bottom).toBeGreaterThan(thread.log().getBoundingClientRect().top)
  })
})

describe('an answer that is made', () => {
  const ask = async (thread: DrawnThread) => {
    const live = await thread.answer(
      (await thread.say({ role: 'user', parts: words('How many answers?') })).id,
    )
    await soon(() => thread.log().querySelector('[aria-busy]')).toBeTruthy()
    return live
  }

  test('says after three seconds whom it waits for, then its words, then its facts; its view stays the same', async () => {
    const thread = await openAtEnd(2)
    const live = await ask(thread)
    const busy = (): Element | null => thread.log().querySelector('[aria-busy]')
    expect(busy()?.textContent).toBe('')
    await drawn()
    thread.clock.advance(3000)
    await soon(() => busy()?.textContent).toContain('Waiting for Claude Sonnet 4.5')
    live.write('About **5')
    live.write('50** answers')
    await soon(() => busy()?.textContent).toContain('About 550 answers')
    const article = busy()
    const blinks: string[] = []
    const watching = new MutationObserver(() => {
      if (!thread.log().textContent?.includes('550')) blinks.push('gone')
    })
    watching.observe(thread.log(), { childList: true, subtree: true, characterData: true })
    await live.end({ usage: { outputTokens: 1204 }, cost: 0.018 })
    await soon(() => thread.log().textContent).toContain('1,204 tokens')
    watching.disconnect()
    expect(blinks).toEqual([])
    expect(thread.articles().at(-1)).toBe(article)
    expect(article?.hasAttribute('aria-busy')).toBe(false)
  })

  test('is said aloud by paragraphs, not by words', async () => {
    const thread = await openAtEnd(2)
    const live = await ask(thread)
    expect(thread.log().getAttribute('aria-live')).toBe('off')
    const spoken = (): string =>
      [...document.querySelectorAll('[role="status"][aria-live="polite"]')]
        .map(({ textContent }) => textContent)
        .join('')
    live.write('One sentence. ')
    await soon(() => thread.log().textContent).toContain('One sentence.')
    expect(spoken()).not.toContain('One')
    live.write('And its end.\n\nThe next')
    await soon(spoken).toContain('One sentence. And its end.')
    expect(spoken()).not.toContain('The next')
    await live.end()
    await soon(spoken).toContain('The next')
  })

  test('goes on where it was cut, in the same place', async () => {
    const thread = await drawThread({
      said: async ({ say }) => {
        await say({ role: 'user', parts: words('Write the invitation') })
        await say({ role: 'assistant', parts: words('Thank you for giving ten'), status: 'interrupted' })
      },
    })
    await see(page.getByText('Interrupted. Everything up to here is kept.')).toBeVisible()
    await button('Continue').click()
    await soon(() => thread.asked.at(-1)?.args).toMatchObject({ continues: true })
    await soon(() => thread.log().querySelector('[aria-busy]')).toBeTruthy()
    thread.answering().write(' afternoons.')
    await soon(() => thread.log().textContent).toContain('giving ten afternoons.')
    expect(thread.log().textContent).not.toContain('Interrupted')
    await thread.answering().end()
    await see(button('Continue')).not.toBeInTheDocument()
    expect(thread.articles()).toHaveLength(2)
  })

  test('that waits says until when and can be asked at once, with another, or given up', async () => {
    const thread = await openAtEnd(2)
    const live = await ask(thread)
    await live.setRow({
      state: 'retrying',
      retryAt: thread.clock.now() + 42_000,
      error: { type: 'rate-limited', status: 429 },
    })
    await see(page.getByText('Too many calls to Anthropic')).toBeVisible()
    await see(page.getByText(/will be sent by itself in 0:42/)).toBeVisible()
    await drawn()
    thread.clock.advance(1000)
    await see(page.getByText(/will be sent by itself in 0:41/)).toBeVisible()
    await button('Try now').click()
    expect(thread.asked.at(-1)?.name).toBe('retryRunNow')
    await button('Stop').click()
    await soon(() => thread.asked.at(-1)?.name).toBe('cancelRun')
    await soon(() => thread.log().querySelector('[aria-busy]')).toBeNull()
    await drawn()
    thread.clock.advance(1500)
    await see(button('Answer')).toBeVisible()
  })

  test('that does not fit leaves the choice, and says that nothing was cut', async () => {
    const thread = await openAtEnd(2)
    const live = await ask(thread)
    await live.setRow({ state: 'too-long', counted: { tokens: 41_000, fits: 32_000 } })
    await see(page.getByText(/^Nothing was cut\. It comes to about 41,000 tokens/)).toBeVisible()
    await button('Leave out the oldest').click()
    await soon(() => thread.asked.at(-1)).toMatchObject({
      name: 'startRun',
      args: { messageId: live.run.messageId, dropOldest: true },
    })
  })
})

describe('what can be done with a message', () => {
  const versions = async ({ say }: Pick<DrawnThread, 'say'>) => {
    const question = await say({ role: 'user', parts: words('How many?') })
    await say({ role: 'assistant', parentKey: question.id, parts: words('The first version') })
    await say({ role: 'assistant', parentKey: question.id, parts: words('The second version') })
  }

  test('the pager turns its versions', async () => {
    const thread = await drawThread({ said: versions })
    await see(page.getByText('The second version')).toBeVisible()
    await see(page.getByText('2 of 2')).toBeVisible()
    await see(button('Next version')).toBeDisabled()
    await button('Previous version').click()
    await see(page.getByText('The first version')).toBeVisible()
    await see(page.getByText('1 of 2')).toBeVisible()
    expect(thread.articles()).toHaveLength(2)
  })

  test('regenerating answers the same question again and shows the new version at once', async () => {
    const thread = await drawThread({ said: versions })
    await button('Previous version').click()
    await see(page.getByText('1 of 2')).toBeVisible()
    await button('Regenerate').click()
    await see(page.getByText('The first version')).not.toBeInTheDocument()
    await soon(() => thread.asked.at(-1)?.name).toBe('startRun')
    thread.answering().write('The third')
    await see(page.getByText('The third')).toBeVisible()
    await thread.answering().end()
    await see(page.getByText('3 of 3')).toBeVisible()
  })

  test('deleting keeps what was answered, and can be undone', async () => {
    const thread = await drawThread({ said: versions })
    await page.getByRole('article', { name: 'You' }).getByRole('button', { name: 'Delete' }).click()
    await see(page.getByText('How many?')).not.toBeInTheDocument()
    await see(page.getByText('The second version')).toBeVisible()
    await button('Undo').click()
    await see(page.getByText('How many?')).toBeVisible()
    expect(thread.asked.filter(({ name }) => name === 'message.delete')).toHaveLength(2)
  })

  test('an edited message becomes a version of its own with its files, and is answered', async () => {
    const file = {
      type: 'attachment',
      attachmentId: 'att_cccccccccccccccccccccccccc' as never,
      name: 'ridership.csv',
      mediaType: 'text/csv',
      size: 48_000,
    } as const
    const thread = await drawThread({
      said: async ({ say }) => {
        await say({ role: 'user', parts: [...words('How manny?'), file] })
        await say({ role: 'assistant', parts: words('548') })
      },
    })
    await page.getByRole('article', { name: 'You' }).getByRole('button', { name: 'Edit' }).click()
    const field = page.getByRole('textbox', { name: 'Edit message' })
    await see(field).toHaveFocus()
    await field.fill('How many?')
    await userEvent.keyboard('{Enter}')
    await see(field).not.toBeInTheDocument()
    const sent = thread.asked.find(({ name }) => name === 'message.send')
    expect(sent?.args).toMatchObject({ parentId: null, parts: [{ type: 'text', text: 'How many?' }, file] })
    expect(thread.asked.at(-1)).toMatchObject({ name: 'startRun' })
    await see(page.getByText('2 of 2')).toBeVisible()
  })

  test('escape leaves an edit as it was', async () => {
    await drawThread({ said: versions })
    await page.getByRole('article', { name: 'You' }).getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Something else')
    await userEvent.keyboard('{Escape}')
    await see(page.getByText('How many?')).toBeVisible()
  })

  test('what could not be opened, or is of a newer kind, is named in its place', async () => {
    await drawThread({
      said: async ({ say }) => {
        await say({ role: 'user', parts: words('Look') })
        await say({ role: 'assistant', parts: [], unreadable: 'seal-tampered' })
        await say({ role: 'user', parts: [{ type: 'hologram', beam: 7 }] })
      },
    })
    await see(page.getByText(/^This message was changed after it was sealed/)).toBeVisible()
    await expect
      .element(page.getByText(/^A newer Weft wrote a part of the kind “hologram” here/))
      .toBeVisible()
  })

  test('an answer to a question that was shortened says so', async () => {
    await drawThread({
      said: async ({ say }) => {
        await say({ role: 'user', parts: words('And now?') })
        await say({ role: 'assistant', parts: words('Now.'), leftOut: 41 })
      },
    })
    await see(page.getByText(/^41 older messages were left out of this question/)).toBeVisible()
  })

  test('an error says what happened, what was kept, and one thing to do', async () => {
    const thread = await drawThread({
      said: async ({ say, database, model }) => {
        await database
          .table('credentialHints')
          .put({ providerId: model.providerId, ending: 'x09B', headerNames: [] })
        await say({ role: 'user', parts: words('Hello') })
        await say({
          role: 'assistant',
          status: 'failed',
          parts: [{ type: 'error', code: 'key-refused', status: 401 }],
        })
      },
    })
    await see(page.getByText('Anthropic refused the key')).toBeVisible()
    await expect
      .element(page.getByText(/The key ending x09B is wrong or was withdrawn \(401\)/))
      .toBeVisible()
    await button('Replace key').click()
    expect(location.pathname).toBe('/settings/providers')
    history.replaceState(null, '', '/')
    expect(thread.asked).toEqual([])
  })
})
