// First: its stylesheets fix the order of the layers.
import { drawThread, wipeThread } from './testing/draw-thread.tsx'
import { thisDeviceId } from '@weft/shared/ids.ts'
import { must } from '@weft/shared/assert.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Locator, page, userEvent } from 'vitest/browser'
import { deviceModelRow } from '../workspace/testing/device-model-row.ts'

beforeEach(async () => {
  await page.viewport(1000, 700)
})
afterEach(wipeThread)

/** The machine that tests is shared: what comes, comes within this. */
const patience = { timeout: 20_000 }
const soon = <T,>(read: () => T) => expect.poll(read, patience)
const see = (what: Locator) => expect.element(what, patience)
const button = (name: string) => page.getByRole('button', { name, exact: true })

/** A question whose answer waits, and the models that are on this device. */
const waiting = async (
  state: 'offline' | 'unreachable',
  type: 'network-offline' | 'host-unreachable' | 'connect-timeout',
  here: readonly string[] = [],
) => {
  const thread = await drawThread({
    said: async ({ say, database }) => {
      await say({ role: 'user', parts: [{ type: 'text', text: 'How many?' }] })
      await database
        .table('deviceModels')
        .bulkPut(here.map((name, index) => deviceModelRow(name.toLowerCase(), name, index)))
    },
  })
  const question = must((await thread.database.table('messages').toArray())[0], 'the question')
  const live = await thread.answer(question.id)
  const waitsSince = thread.clock.now() - 60_000
  await live.setRow({ state, error: { type }, waitsSince })
  return { thread, live }
}

describe('an answer that waits for a network', () => {
  test('offers the model of this device that was used last, which then answers instead', async () => {
    const { thread, live } = await waiting('offline', 'network-offline', ['Small 1B', 'Llama 3.2 3B'])
    await see(page.getByText('Claude Sonnet 4.5 needs a network')).toBeVisible()
    await see(page.getByText(/^Waiting since /)).toBeVisible()
    await button('Answer with Llama 3.2 3B').click()
    await soon(() => thread.asked.slice(-2)).toMatchObject([
      { name: 'cancelRun', args: live.run.messageId },
      { name: 'startRun', args: { model: { providerId: thisDeviceId, modelId: 'llama 3.2 3b' } } },
    ])
  })

  test('offers another model where none is here', async () => {
    await waiting('offline', 'network-offline')
    await see(button('Other model')).toBeVisible()
    await see(page.getByRole('button', { name: /^Answer with/ })).not.toBeInTheDocument()
  })
})

describe('an answer that waits for a provider', () => {
  test.each([
    ['host-unreachable', 'api.anthropic.com cannot be reached'],
    ['connect-timeout', 'api.anthropic.com did not answer in time'],
  ] as const)('says why, since when, and that it goes by itself: %s', async (type, what) => {
    await waiting('unreachable', type)
    await see(page.getByText(what)).toBeVisible()
    await see(page.getByText(/will be sent by itself when Anthropic can be reached/)).toBeVisible()
    await see(page.getByText(/^Waiting since /)).toBeVisible()
  })

  test('can be tried by keyboard, and says so in the same place', async () => {
    const { thread, live } = await waiting('unreachable', 'host-unreachable')
    await see(button('Try now')).toBeVisible()
    button('Try now').element().focus()
    await userEvent.keyboard('{Enter}')
    await soon(() => thread.asked.at(-1)?.name).toBe('retryRunNow')
    const { top } = page
      .getByText(/cannot be reached$/)
      .element()
      .getBoundingClientRect()
    await live.setRow({ state: 'waiting' })
    await see(button('Trying')).toHaveAttribute('aria-busy', 'true')
    expect(
      page
        .getByText(/cannot be reached$/)
        .element()
        .getBoundingClientRect().top,
    ).toBe(top)
    await see(button('Trying')).toHaveFocus()
  })

  test('is given up from the notice, and by Stop also while it tries; the question stays', async () => {
    const { thread, live } = await waiting('unreachable', 'host-unreachable')
    await live.setRow({ state: 'waiting' })
    await see(button('Trying')).toBeVisible()
    await button('Stop').click()
    await soon(() => thread.asked.at(-1)?.name).toBe('cancelRun')
    await see(page.getByText('How many?')).toBeVisible()
  })

  test('is given up with one act', async () => {
    const { thread } = await waiting('unreachable', 'host-unreachable')
    await button('Give up').click()
    await soon(() => thread.asked.at(-1)?.name).toBe('cancelRun')
    await see(page.getByText('How many?')).toBeVisible()
  })
})

describe('the settings of a thread', () => {
  test('name who answers without a network', async () => {
    const { thread } = await waiting('offline', 'network-offline', ['Llama 3.2 3B'])
    await button('Thread settings').click()
    const choice = page.getByRole('combobox', { name: 'When there is no network' })
    await see(choice).toHaveValue('as-set')
    await userEvent.selectOptions(choice, 'Llama 3.2 3B')
    await button('Save').click()
    await soon(() => thread.asked.at(-1)).toMatchObject({
      name: 'thread.chooseFallback',
      args: { fallback: { providerId: thisDeviceId, name: 'Llama 3.2 3B' } },
    })
  })

  test('keep a model that was chosen on another device, and say that it is not here', async () => {
    const thread = await drawThread()
    await thread.changeThread({ fallback: { providerId: thisDeviceId, modelId: 'far', name: 'Far 8B' } })
    await button('Thread settings').click()
    await see(page.getByRole('combobox', { name: 'When there is no network' })).toHaveValue('far')
    await see(page.getByRole('option', { name: 'Far 8B, not on this device' })).toBeInTheDocument()
  })
})
