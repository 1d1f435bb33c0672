// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../ui/testing/draw.tsx'
import { testEnv } from '@weft/shared/testing/env.ts'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { createActions } from '../features/actions/use-actions.ts'
import { createListedThreads, type ListedThreads } from '../features/threads/testing/listed-threads.ts'
import { Boundary } from './boundary.tsx'
import { EngineBanner, EngineGate } from './engine-gate.tsx'
import { createTestShell, type TestShell } from './testing/test-shell.tsx'

let listed: ListedThreads
let shell: TestShell
let fault: Error | undefined

const Faulty = (): ReactNode => {
  if (fault) throw fault
  return <p>All is well</p>
}

const well = page.getByText('All is well')

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  fault = undefined
  listed = await createListedThreads({ env: testEnv(3), name: 'weft-boundary-test', titles: [] })
  shell = createTestShell(listed.page, createActions(undefined))
})

afterEach(async () => {
  wipePage()
  vi.restoreAllMocks()
  await listed.close()
})

describe('a part that stops', () => {
  test('says so, says what was kept, and can be drawn again', async () => {
    fault = new Error('a fault of ours')
    await draw(
      <Boundary>
        <Faulty />
      </Boundary>,
    )
    await expect.element(page.getByRole('alert', { name: 'This part of the page stopped' })).toBeVisible()
    await expect.element(page.getByText('Everything you wrote is saved on this device.')).toBeVisible()
    fault = undefined
    await page.getByRole('button', { name: 'Draw it again' }).click()
    await expect.element(well).toBeVisible()
  })

  test('is drawn again at another address', async () => {
    fault = new Error('a fault of ours')
    const view = (path: string): ReactNode => (
      <Boundary resetKey={path}>
        <Faulty />
      </Boundary>
    )
    const { redraw } = await draw(view('/t/a'))
    await expect.element(page.getByRole('alert')).toBeVisible()
    fault = undefined
    redraw(view('/t/b'))
    await expect.element(well).toBeVisible()
  })

  test('a chunk that cannot be had is not called a fault', async () => {
    fault = new TypeError('Failed to fetch dynamically imported module: http://weft/assets/x.js')
    await draw(
      <Boundary>
        <Faulty />
      </Boundary>,
    )
    await expect.element(page.getByText('A part of this page could not be loaded')).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Reload' })).toBeVisible()
  })

  test('an addition goes out without a word, and comes back at the next address', async () => {
    fault = new Error('a fault of ours')
    const view = (path: string): ReactNode => (
      <>
        <p>The page</p>
        <Boundary quiet resetKey={path}>
          <Faulty />
        </Boundary>
      </>
    )
    const { redraw } = await draw(view('/t/a'))
    await expect.element(page.getByText('The page')).toBeVisible()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
    fault = undefined
    redraw(view('/t/b'))
    await expect.element(well).toBeVisible()
  })

  test('storage of a newer Weft is named as what it is', async () => {
    fault = Object.assign(new Error('requested version is less'), { name: 'VersionError' })
    await draw(
      <Boundary>
        <Faulty />
      </Boundary>,
    )
    await expect.element(page.getByText('A newer Weft stored your threads')).toBeVisible()
  })
})

describe('an engine that cannot start', () => {
  const view = (
    <EngineGate>
      <EngineBanner />
      <p>All is well</p>
    </EngineGate>
  )

  test.each([
    ['storage-unavailable', 'This browser gives Weft no storage'],
    ['storage-blocked', 'An older Weft is open in another tab.'],
    ['storage-newer', 'A newer Weft stored your threads'],
  ] as const)('%s has a screen of its own', async (type, words) => {
    await draw(shell.wrap(view))
    shell.setEngine({ type: 'failed', error: { type } })
    await expect.element(page.getByText(words)).toBeVisible()
    await expect.element(well).not.toBeInTheDocument()
  })

  test.each([
    ['key-unopenable', 'This browser can no longer open its key'],
    ['storage-full', 'The disk is full'],
    ['storage-failed', 'Your threads could not be opened'],
  ] as const)('with %s the history can still be read', async (type, words) => {
    await draw(shell.wrap(view))
    shell.setEngine({ type: 'failed', error: { type } })
    await expect.element(page.getByText(words)).toBeVisible()
    await expect.element(well).toBeVisible()
  })

  test('a worker that stopped can be started', async () => {
    await draw(shell.wrap(view))
    shell.setEngine({ type: 'stopped' })
    await page.getByRole('button', { name: 'Start it' }).click()
    expect(shell.restarts()).toBe(1)
  })
})
