// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import type { LocalServer } from '../providers/discover-local.ts'
import { PageContext } from '../../worker/page-context.ts'
import { createListedThreads, type ListedThreads } from '../threads/testing/listed-threads.ts'
import { createWelcomed, WelcomedContext } from './welcomed.ts'
import { WelcomePage } from './welcome-page.tsx'

const ollama: LocalServer = {
  preset: 'ollama',
  baseUrl: 'http://localhost:11434/v1',
  models: [
    { modelId: 'llama3.2:3b', name: 'llama3.2:3b' },
    { modelId: 'qwen3:8b', name: 'qwen3:8b' },
  ],
}

let listed: ListedThreads
let history: readonly string[]
const welcomed = createWelcomed(localStorage)

const drawWelcome = async (servers: readonly LocalServer[]): Promise<void> => {
  listed.find(servers)
  const location = memoryLocation({ path: '/welcome', record: true })
  history = location.history
  await draw(
    <PageContext value={listed.page}>
      <WelcomedContext value={welcomed}>
        <Router hook={location.hook}>
          <WelcomePage />
        </Router>
      </WelcomedContext>
    </PageContext>,
  )
}

const asked = (): readonly string[] => listed.asked.map(({ name }) => name)

beforeEach(async () => {
  welcomed.write(null)
  listed = await createListedThreads({ env: testEnv(4), name: 'weft-welcome-test', titles: [] })
})

afterEach(async () => {
  wipePage()
  welcomed.write(null)
  await listed.close()
})

describe('the first screen', () => {
  test('a server found on this machine is one press from an answer', async () => {
    await drawWelcome([ollama])
    const way = page.getByRole('button', { name: /Found Ollama here/ })
    await expect.element(way.getByText('2 models, ready to answer')).toBeVisible()
    await way.click()
    await expect.poll(() => history.at(-1)).toBe('/')
    expect(asked()).toEqual(['provider.save', 'refreshModels'])
    expect(listed.asked[0]?.args).toMatchObject({
      provider: { preset: 'ollama', baseUrl: 'http://localhost:11434/v1', name: 'Ollama' },
    })
    expect(welcomed.read()).not.toBeNull()
  })

  test('a server that lets nobody in leads to what can be done about it', async () => {
    await drawWelcome([{ ...ollama, models: [] }])
    await page.getByRole('button', { name: /Found Ollama here/ }).click()
    expect(history.at(-1)).toBe('/settings/providers?add=ollama')
    expect(asked()).toEqual([])
  })

  test('says what went wrong and stays, when the server cannot be stored', async () => {
    await drawWelcome([ollama])
    listed.refuseWith('storage-full')
    await page.getByRole('button', { name: /Found Ollama here/ }).click()
    await expect.element(page.getByRole('alert', { name: 'The disk is full' })).toBeVisible()
    expect(history.at(-1)).toBe('/welcome')
  })

  test('offers a key, a server, and a look around: nothing is a wall', async () => {
    await drawWelcome([])
    await expect
      .element(page.getByRole('link', { name: /Use a key you have/ }))
      .toHaveAttribute('href', '/settings/providers?add=')
    await expect.element(page.getByRole('link', { name: /Use a server you run/ })).toBeVisible()
    await page.getByRole('button', { name: 'Look around first' }).click()
    expect(history.at(-1)).toBe('/')
    expect(welcomed.read()).not.toBeNull()
  })

  test('offers this device with a size, and leads to what fits it', async () => {
    await drawWelcome([])
    const way = page.getByRole('link', { name: /Use this device/ })
    await expect
      .element(way.getByText(/^Download a small model once, [\d.,]+\s[MG]B, then no network$/))
      .toBeVisible()
    await way.click()
    expect(history.at(-1)).toBe('/settings/device-models')
    expect(welcomed.read()).not.toBeNull()
  })

  test('leads who has Weft elsewhere to their account', async () => {
    await drawWelcome([])
    await page.getByRole('button', { name: 'Pair with another device' }).click()
    expect(history.at(-1)).toBe('/settings/sync')
    expect(welcomed.read()).not.toBeNull()
  })
})
