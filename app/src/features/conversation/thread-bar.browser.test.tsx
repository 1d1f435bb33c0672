// First: its stylesheets fix the order of the layers.
import { drawThread, wipeThread } from './testing/draw-thread.tsx'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Locator, page, userEvent } from 'vitest/browser'

beforeEach(async () => {
  await page.viewport(1000, 700)
})
afterEach(wipeThread)

/** The machine that tests is shared: what comes, comes within this. */
const patience = { timeout: 20_000 }
const soon = <T,>(read: () => T) => expect.poll(read, patience)
const see = (what: Locator) => expect.element(what, patience)
const heading = (name: string) => page.getByRole('heading', { name })
const title = () => page.getByRole('textbox', { name: 'Title' })

describe('the title of a thread', () => {
  test('is renamed in its place, and the tab is called like it', async () => {
    const thread = await drawThread()
    await see(heading('Sample size for the bus survey')).toBeVisible()
    await soon(() => document.title).toContain('Sample size for the bus survey')
    await heading('Sample size for the bus survey').dblClick()
    await see(title()).toHaveFocus()
    await title().fill('Riders of the 27')
    await userEvent.keyboard('{Enter}')
    await see(heading('Riders of the 27')).toBeVisible()
    await soon(() => document.title).toContain('Riders of the 27')
    expect(thread.asked.map(({ name }) => name)).toEqual(['thread.rename'])
    await see(heading('Riders of the 27')).toHaveFocus()
  })

  test('stays as it was with Escape', async () => {
    const thread = await drawThread()
    await heading('Sample size for the bus survey').dblClick()
    await title().fill('Something else')
    await userEvent.keyboard('{Escape}')
    await see(heading('Sample size for the bus survey')).toBeVisible()
    expect(thread.asked).toEqual([])
  })
})

describe('thread settings', () => {
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  test('are stored together, and a wrong number is not', async () => {
    const thread = await drawThread()
    await button('Thread settings').click()
    await page.getByLabelText('Instructions for this thread').fill('Answer briefly')
    await page.getByLabelText('Temperature').fill('7')
    await page.getByLabelText('Longest answer, in tokens').fill('500')
    await see(page.getByText('A number from 0 to 2.')).toBeVisible()
    await see(button('Save')).toBeDisabled()
    await page.getByLabelText('Temperature').fill('0.4')
    await button('Save').click()
    await see(button('Save')).not.toBeInTheDocument()
    expect(thread.asked).toMatchObject([
      { name: 'thread.instruct', args: { instructions: 'Answer briefly' } },
      {
        name: 'thread.setParameters',
        args: { parameters: { temperature: 0.4, maxOutputTokens: 500, reasoningEffort: undefined } },
      },
      { name: 'thread.chooseFallback', args: { fallback: null } },
    ])
  })

  test.each([
    ['٠٫٧', '৪০০'],
    ['0,7', '400'],
  ])('take numbers as they are written elsewhere: %s and %s', async (temperature, length) => {
    const thread = await drawThread()
    await button('Thread settings').click()
    await page.getByLabelText('Temperature').fill(temperature)
    await page.getByLabelText('Longest answer, in tokens').fill(length)
    await see(button('Save')).toBeEnabled()
    await button('Save').click()
    await see(button('Save')).not.toBeInTheDocument()
    const sent = thread.asked.find(({ name }) => name === 'thread.setParameters')
    expect(sent).toMatchObject({ args: { parameters: { temperature: 0.7, maxOutputTokens: 400 } } })
  })

  test('keep the format of answers until it is taken back', async () => {
    const thread = await drawThread()
    const format = () => page.getByLabelText('Format of answers')
    const choose = async (from: string, to: string): Promise<void> => {
      await button('Thread settings').click()
      await see(format()).toHaveDisplayValue(from)
      await format().selectOptions(to)
      await button('Save').click()
      await see(button('Save')).not.toBeInTheDocument()
    }
    await choose('Text', 'JSON')
    await choose('JSON', 'Text')
    await choose('Text', 'Text')
    const sent = thread.asked.filter(({ name }) => name === 'thread.setParameters')
    const nothing = { temperature: undefined, maxOutputTokens: undefined, reasoningEffort: undefined }
    expect(sent).toMatchObject([
      { args: { parameters: { ...nothing, outputFormat: 'json' } } },
      { args: { parameters: { ...nothing, outputFormat: undefined } } },
      { args: { parameters: { ...nothing, outputFormat: undefined } } },
    ])
  })

  test('stay open and say so when they cannot be stored', async () => {
    await drawThread({ refuse: name => name === 'thread.instruct' })
    await button('Thread settings').click()
    await page.getByLabelText('Instructions for this thread').fill('Answer briefly')
    await button('Save').click()
    await see(page.getByText('The disk is full')).toBeVisible()
    await see(page.getByLabelText('Instructions for this thread')).toHaveValue('Answer briefly')
  })
})
