// First: its stylesheets fix the order of the layers.
import { type DrawThreadOptions, drawThread, wipeThread } from '../conversation/testing/draw-thread.tsx'
import { createId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Locator, page, userEvent } from 'vitest/browser'
import type { ScriptedPage } from '../conversation/testing/scripted-page.ts'
import { deviceModelRow } from '../workspace/testing/device-model-row.ts'
import { setOnline } from '../../ui/testing/network.ts'

beforeEach(async () => {
  await page.viewport(1000, 700)
  history.replaceState(null, '', '/')
})
afterEach(() => {
  setOnline(true)
  wipeThread()
})

/** The machine that tests is shared: what comes, comes within this. */
const patience = { timeout: 20_000 }
const soon = <T,>(read: () => T) => expect.poll(read, patience)
const see = (what: Locator) => expect.element(what, patience)
const group = (name: RegExp) => page.getByRole('group', { name })
const option = (name: RegExp) => page.getByRole('option', { name })
const field = () => page.getByRole('combobox', { name: 'Find a model' })

/** A hosted provider, a server on this machine, and what is on this device. */
const withModels =
  (here: number) =>
  async ({ database, model, page: { env } }: Pick<ScriptedPage, 'database' | 'model' | 'page'>) => {
    const [hosted] = await database.table('providers').toArray()
    const own = createId(env.random, 'prv')
    await database.table('providers').put({
      ...hosted,
      id: own,
      createdAt: 2,
      dialect: 'openai-compatible',
      preset: 'ollama',
      name: 'Ollama',
      baseUrl: 'http://localhost:11434/v1',
    })
    await database.table('modelLists').bulkPut([
      {
        providerId: model.providerId,
        fetchedAt: 1,
        models: [{ modelId: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5', contextWindow: 200_000 }],
      },
      { providerId: own, fetchedAt: 1, models: [{ modelId: 'qwen3:30b', name: 'qwen3:30b' }] },
    ])
    const rows = [deviceModelRow('llama', 'Llama 3.2 3B'), deviceModelRow('small', 'Small 1B')]
    await database.table('deviceModels').bulkPut(rows.slice(0, here))
  }

const open = async (here: number, options: DrawThreadOptions = {}) => {
  const thread = await drawThread({ said: withModels(here), ...options })
  await page.getByRole('button', { name: 'Model', exact: true }).click()
  await see(field()).toHaveFocus()
  return thread
}

describe('with a network', () => {
  test('a model of this device says that it opens without one, and what it takes of the disk', async () => {
    await open(2)
    await see(group(/^This device opens without a network$/)).toBeVisible()
    await see(option(/Llama 3\.2 3B.*8k.*900\sMB/i)).toBeVisible()
    await see(group(/^Anthropic per million, in \/ out$/)).toBeVisible()
    await see(option(/Download/)).not.toBeInTheDocument()
  })

  test('where little is here, what would fit can be fetched by keyboard, and its page is opened', async () => {
    const thread = await open(1)
    await see(option(/needs .*B.*Download/)).toBeVisible()
    expect(option(/Download/).elements()).toHaveLength(1)
    await userEvent.keyboard('{ArrowUp}')
    await soon(() => option(/Download/).element().dataset['near']).toBe('true')
    await userEvent.keyboard('{Enter}')
    await soon(() => thread.asked.at(-1)?.name).toBe('downloadModel')
    await soon(() => location.pathname).toBe('/settings/device-models')
    await see(field()).not.toBeInTheDocument()
    expect(thread.asked.map(({ name }) => name)).not.toContain('thread.chooseModel')
  })
})

describe('an empty list', () => {
  test('says that there are none, and names what was typed once something was', async () => {
    setOnline(false)
    await drawThread({
      said: async ({ database }) => {
        await database.table('modelLists').clear()
      },
    })
    await page.getByRole('button', { name: 'Model', exact: true }).click()
    await see(page.getByText('No models yet.')).toBeVisible()
    await userEvent.keyboard('ab')
    await see(page.getByText('No model is called “ab”.')).toBeVisible()
  })

  test('is not told of before it is known what there is', async () => {
    const told: string[] = []
    const observer = new MutationObserver(() => {
      const text = document.body.textContent
      if (/No model/.test(text)) told.push(text)
    })
    observer.observe(document.body, { childList: true, subtree: true })
    setOnline(false)
    await open(2)
    await see(option(/Llama/)).toBeVisible()
    observer.disconnect()
    expect(told).toEqual([])
  })
})

describe('a download that is chosen', () => {
  test('asks the browser to keep what will come', async () => {
    const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(true)
    await open(1)
    await option(/Download/).click()
    await soon(() => location.pathname).toBe('/settings/device-models')
    expect(persist).toHaveBeenCalledTimes(1)
    persist.mockRestore()
  })

  test('and cannot begin is told here, where another can be chosen', async () => {
    await open(1, { refuse: name => name === 'downloadModel' })
    await option(/Download/).click()
    await see(page.getByRole('alert')).toBeVisible()
    expect(location.pathname).toBe('/')
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await see(page.getByRole('alert')).not.toBeInTheDocument()
    await see(field()).toHaveFocus()
  })
})

describe('without a network', () => {
  test('each group says whether it can answer, live, and so does every model to who cannot see it', async () => {
    await open(1)
    setOnline(false)
    await see(group(/^Anthropic needs a network$/)).toBeVisible()
    await see(group(/^Ollama$/)).toBeVisible()
    await see(group(/^This device opens without a network$/)).toBeVisible()
    await see(option(/Claude Sonnet/)).toHaveAccessibleDescription('needs a network')
    await see(option(/Llama/)).not.toHaveAccessibleDescription()
    await see(option(/Download/)).not.toBeInTheDocument()
    const colour = (name: RegExp): string | undefined => {
      const row = option(name).element().querySelector('bdi')
      return row ? getComputedStyle(row).color : undefined
    }
    expect(colour(/qwen3/)).not.toBe(colour(/Claude Sonnet/))
    setOnline(true)
    await see(group(/^Anthropic per million, in \/ out$/)).toBeVisible()
  })

  test('one that cannot answer can be chosen all the same', async () => {
    setOnline(false)
    const thread = await open(1)
    await userEvent.keyboard('sonnet{Enter}')
    await soon(() => thread.asked.find(({ name }) => name === 'thread.chooseModel')?.args).toMatchObject({
      model: { modelId: 'claude-sonnet-4-5' },
    })
  })
})
