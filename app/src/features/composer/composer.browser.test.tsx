// First: its stylesheets fix the order of the layers.
import { drawThread, type DrawnThread, wipeThread } from '../conversation/testing/draw-thread.tsx'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Dexie } from 'dexie'
import type { CDPSession } from '@vitest/browser-playwright'
import { cdp, type Locator, page, userEvent } from 'vitest/browser'

beforeEach(async () => {
  await page.viewport(1000, 700)
  history.replaceState(null, '', '/')
})
afterEach(wipeThread)

/** The machine that tests is shared: what comes, comes within this. */
const patience = { timeout: 20_000 }
const soon = <T,>(read: () => T) => expect.poll(read, patience)
const see = (what: Locator) => expect.element(what, patience)

const words = (text: string) => [{ type: 'text', text }] as const
const button = (name: string) => page.getByRole('button', { name, exact: true })
const message = () => page.getByRole('textbox', { name: 'Message' })
const sent = ({ asked }: DrawnThread) => asked.filter(({ name }) => name === 'message.send')

/** After everything that has been resolved so far is on the screen. */
const drawn = async (): Promise<void> => {
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame)
}

const open = async (options: Parameters<typeof drawThread>[0] = {}) => {
  const thread = await drawThread({
    said: async ({ say }) => {
      await say({ role: 'user', parts: words('How many answers?') })
      await say({ role: 'assistant', parts: words('About 550.') })
    },
    ...options,
  })
  await see(message()).toHaveFocus()
  return thread
}

/** True when the page leaves it to the browser. */
const paste = (text: string, files: readonly File[] = []): boolean => {
  const data = new DataTransfer()
  if (text) data.setData('text/plain', text)
  for (const file of files) data.items.add(file)
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
  return document.activeElement?.dispatchEvent(event) ?? true
}

describe('sending', () => {
  test('Enter sends after the last message and asks the model; the field is empty once it is stored', async () => {
    const thread = await open()
    await userEvent.type(message(), 'And for line 27?{Enter}')
    await soon(() => sent(thread).length).toBe(1)
    await see(message()).toHaveValue('')
    const steps = await thread.database.table('messages').toArray()
    const answer = steps.find(row => row.role === 'assistant')
    expect(sent(thread)[0]?.args).toMatchObject({
      parentId: answer.id,
      parts: [{ type: 'text', text: 'And for line 27?' }],
      model: thread.model,
    })
    await soon(() => thread.asked.find(({ name }) => name === 'startRun')?.args).toMatchObject({
      model: thread.model,
    })
  })

  test('Shift and Enter begin a line', async () => {
    const thread = await open()
    await userEvent.type(message(), 'one{Shift>}{Enter}{/Shift}two')
    await see(message()).toHaveValue('one\ntwo')
    expect(sent(thread)).toEqual([])
  })

  test('what an input method takes Enter for is not sent, in Safari’s order neither', async () => {
    const thread = await open()
    const client: Pick<CDPSession, 'send'> = cdp()
    /** As an input method leaves it: the key is told, and does nothing by itself. */
    const enter = () =>
      client.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Enter',
        code: 'Enter',
        windowsVirtualKeyCode: 229,
      })
    await client.send('Input.imeSetComposition', { text: 'কথা', selectionStart: 3, selectionEnd: 3 })
    await see(message()).toHaveValue('কথা')
    await enter()
    await client.send('Input.insertText', { text: 'কথা' })
    await enter()
    await drawn()
    await see(message()).toHaveValue('কথা')
    expect(sent(thread)).toEqual([])
    await userEvent.keyboard('{Enter}')
    await soon(() => sent(thread).length).toBe(1)
  })

  test('nothing of a message that could not be stored is lost, and the person is told', async () => {
    let full = true
    const thread = await open({ refuse: name => full && name === 'message.send' })
    await userEvent.type(message(), 'Is there room?{Enter}')
    await see(page.getByText('The disk is full')).toBeVisible()
    await see(message()).toHaveValue('Is there room?')
    full = false
    await userEvent.type(message(), '{Enter}')
    await see(message()).toHaveValue('')
    await see(page.getByText('The disk is full')).not.toBeInTheDocument()
    expect(sent(thread)).toHaveLength(2)
  })

  test('the first message of a thread founds it, is answered, and opens it', async () => {
    const thread = await drawThread({ fresh: true })
    await see(message()).toHaveFocus()
    await userEvent.type(message(), 'We are surveying riders{Enter}')
    await soon(() => thread.asked.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['message.send', 'startRun']),
    )
    expect(sent(thread)[0]?.args).toMatchObject({ parentId: null, model: thread.model })
    const founded = await thread.database.table('messages').toCollection().first()
    expect(sent(thread)[0]?.args).toMatchObject({ messageId: founded.id })
    await soon(() => location.pathname).toMatch(/^\/t\/thr_[a-z2-7]{26}$/)
  })

  test('without anybody to answer it says so and what to do, and keeps what is written', async () => {
    const thread = await drawThread({
      fresh: true,
      said: async ({ database }) => database.table('providers').clear(),
    })
    await see(page.getByText('Nobody is here to answer yet')).toBeVisible()
    await userEvent.type(message(), 'Hello?{Enter}')
    await see(page.getByText('Choose a model first. What you wrote is kept.')).toBeVisible()
    expect(sent(thread)).toEqual([])
    await button('Use this device').click()
    expect(location.pathname).toBe('/settings/device-models')
  })
})

describe('while an answer comes', () => {
  const answering = async () => {
    const thread = await open()
    await userEvent.type(message(), 'And now?{Enter}')
    await see(button('Stop')).toBeVisible()
    thread.clock.advance(1000)
    return thread
  }

  test('Stop stands where Send stood, and writing goes on', async () => {
    const thread = await open()
    await userEvent.type(message(), 'And now?')
    const place = button('Send').element().getBoundingClientRect()
    await userEvent.keyboard('{Enter}')
    await see(button('Stop')).toBeVisible()
    const stop = button('Stop').element().getBoundingClientRect()
    expect([stop.x, stop.y, stop.width]).toEqual([place.x, place.y, place.width])
    await userEvent.type(message(), 'The next')
    await see(message()).toHaveValue('The next')
    // The second press of a double click on Send.
    await button('Stop').click()
    expect(thread.asked.some(({ name }) => name === 'stopRun')).toBe(false)
    thread.clock.advance(1000)
    await button('Stop').click()
    await soon(() => thread.asked.some(({ name }) => name === 'stopRun')).toBe(true)
    await see(page.getByText('Stopped. Everything up to here is kept.')).toBeVisible()
    await see(message()).toHaveValue('The next')
  })

  test('Enter sends nothing behind the person’s back, and Escape stops', async () => {
    const thread = await answering()
    await userEvent.type(message(), 'Another{Enter}')
    await see(page.getByText('The answer is still arriving. Stop it to send this now.')).toBeVisible()
    expect(sent(thread)).toHaveLength(1)
    await userEvent.keyboard('{Escape}')
    await soon(() => thread.asked.some(({ name }) => name === 'stopRun')).toBe(true)
    await see(button('Send')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await soon(() => sent(thread).length).toBe(2)
  })

  test('a key draws the composer and not the conversation', async () => {
    const thread = await open()
    await see(page.getByRole('log')).toBeVisible()
    await drawn()
    const changes: MutationRecord[] = []
    const watching = new MutationObserver(records => changes.push(...records))
    watching.observe(thread.log(), { childList: true, subtree: true, characterData: true, attributes: true })
    await userEvent.type(message(), 'Nothing above moves for this')
    await drawn()
    watching.disconnect()
    expect(changes).toEqual([])
  })
})

describe('what is written and not sent', () => {
  const stored = (thread: DrawnThread) => thread.database.table('drafts').get(thread.thread.roomId)

  test('is stored a moment after the last key, found again, and forgotten when it is sent', async () => {
    const thread = await open()
    await userEvent.type(message(), 'Half a thou')
    await drawn()
    thread.pageClock.advance(300)
    await expect.poll(async () => (await stored(thread))?.text, patience).toBe('Half a thou')
    thread.redraw(null)
    thread.redraw(thread.view)
    await see(message()).toHaveValue('Half a thou')
    await userEvent.type(message(), 'ght{Enter}')
    await see(message()).toHaveValue('')
    await expect.poll(async () => (await stored(thread))?.text, patience).toBe('')
  })

  test('is stored at once when the page is left', async () => {
    const thread = await open()
    await userEvent.type(message(), 'Quick')
    await drawn()
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    await expect.poll(async () => (await stored(thread))?.text, patience).toBe('Quick')
  })

  test('is stored when the page is left before what was stored is read', async () => {
    const thread = await open()
    thread.redraw(null)
    const read = Promise.withResolvers<void>()
    const holding = thread.database.transaction('rw', 'drafts', () => Dexie.waitFor(read.promise))
    thread.redraw(thread.view)
    await userEvent.type(message(), 'Quicker')
    await drawn()
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    read.resolve()
    await holding
    await expect.poll(async () => (await stored(thread))?.text, patience).toBe('Quicker')
  })
})

describe('files', () => {
  test('a long paste becomes a file, and text again when the person says so', async () => {
    const thread = await open()
    const long = 'A line of the report.\n'.repeat(400)
    paste(long)
    await see(page.getByText('A long paste became an attachment')).toBeVisible()
    await see(page.getByRole('list', { name: 'Attachments' })).toBeVisible()
    await see(message()).toHaveValue('')
    await button('Put it in the message').click()
    await see(message()).toHaveValue(long)
    await see(page.getByRole('list', { name: 'Attachments' })).not.toBeInTheDocument()
    expect(sent(thread)).toEqual([])
  })

  test('with Shift the paste stays text', async () => {
    await open()
    const long = 'A line of the report.\n'.repeat(400)
    const press = { key: 'V', code: 'KeyV', ctrlKey: true, shiftKey: true, bubbles: true }
    // By hand: the browser's own would paste what this machine has on its clipboard.
    message().element().dispatchEvent(new KeyboardEvent('keydown', press))
    // Left alone, so the browser inserts it.
    expect(paste(long)).toBe(true)
    await drawn()
    await see(page.getByText('A long paste became an attachment')).not.toBeInTheDocument()
    expect(paste(long)).toBe(false)
  })

  test('a file is read and sealed at once, and sent with the words', async () => {
    const thread = await open()
    paste('', [new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1)], 'route-27.png', { type: 'image/png' })])
    await see(page.getByText('5 B')).toBeVisible()
    await userEvent.type(message(), 'Here is the route{Enter}')
    await soon(() => sent(thread)[0]?.args).toMatchObject({
      parts: [
        { type: 'text', text: 'Here is the route' },
        { type: 'attachment', name: 'route-27.png', mediaType: 'image/png', size: 5 },
      ],
    })
    await see(page.getByRole('list', { name: 'Attachments' })).not.toBeInTheDocument()
  })

  test('one that no model is shown says so, is not sent, and can be taken away', async () => {
    const thread = await open()
    paste('', [new File([Uint8Array.of(0, 0, 0, 24, 0x66)], 'scan-042.heic', { type: 'image/heic' })])
    await see(page.getByText('no model reads this')).toBeVisible()
    await userEvent.type(message(), 'Look{Enter}')
    await soon(() => sent(thread)[0]?.args).toMatchObject({ parts: [{ type: 'text', text: 'Look' }] })
  })
})

test('files dropped anywhere on the page are attached', async () => {
  const thread = await open()
  await see(page.getByRole('log')).toBeVisible()
  const data = new DataTransfer()
  data.items.add(new File(['a,b\n1,2'], 'rides.csv', { type: 'text/csv' }))
  const drag = (type: string): boolean =>
    thread.log().dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  expect(drag('dragover')).toBe(false)
  await see(page.getByText('Drop files to attach them')).toBeVisible()
  expect(drag('drop')).toBe(false)
  await see(page.getByText('rides.csv')).toBeVisible()
  await see(page.getByText('Drop files to attach them')).not.toBeInTheDocument()
})

describe('the last message', () => {
  test('opens for writing with the arrow up in an empty field', async () => {
    const thread = await open()
    await userEvent.keyboard('{ArrowUp}')
    await see(page.getByRole('textbox', { name: 'Edit message' })).toHaveValue('How many answers?')
    await see(page.getByRole('textbox', { name: 'Edit message' })).toHaveFocus()
    expect(sent(thread)).toEqual([])
  })
})

describe('the model', () => {
  const models = async ({ database, model }: Pick<DrawnThread, 'database' | 'model'>) => {
    await database.table('modelLists').put({
      providerId: model.providerId,
      fetchedAt: 1,
      models: [
        { modelId: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5', contextWindow: 200_000 },
        { modelId: 'claude-haiku-4-5', name: 'Claude Haiku 4.5', contextWindow: 200_000 },
      ],
    })
  }

  test('is chosen by keyboard in a list that says what each costs', async () => {
    const thread = await open({ said: models })
    await button('Model').click()
    await see(page.getByRole('combobox', { name: 'Find a model' })).toHaveFocus()
    await see(page.getByRole('option', { name: /Claude Haiku 4.5.*\$1 \/ \$5/ })).toBeVisible()
    await userEvent.keyboard('haiku{Enter}')
    await soon(() => thread.asked.find(({ name }) => name === 'thread.chooseModel')?.args).toMatchObject({
      model: { modelId: 'claude-haiku-4-5' },
    })
    await see(page.getByRole('combobox', { name: 'Find a model' })).not.toBeInTheDocument()
    await see(button('Model')).toHaveFocus()
  })

  test('can be changed on a phone in the middle of writing', async () => {
    await open({ said: models })
    await page.viewport(375, 700)
    await userEvent.type(message(), 'And for')
    // The first one stands in the bar.
    await button('Model').last().click()
    await see(page.getByRole('option', { name: /Claude Haiku 4.5/ })).toBeVisible()
    await see(page.getByRole('combobox', { name: 'Find a model' })).toHaveFocus()
  })

  test('that nobody lists can be typed, and is kept', async () => {
    const thread = await open({ said: models })
    await button('Model').click()
    await see(page.getByRole('combobox', { name: 'Find a model' })).toHaveFocus()
    await userEvent.keyboard('claude-next-preview')
    await see(page.getByRole('option', { name: /Use “claude-next-preview”/ })).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await soon(() => thread.asked.find(({ name }) => name === 'model.configure')?.args).toMatchObject({
      modelId: 'claude-next-preview',
      manual: true,
    })
  })
})
