// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { deviceModelRow } from '../workspace/testing/device-model-row.ts'
import { ModelItem } from './model-item.tsx'
import type { DeviceModelRow } from './tables.ts'
import type { ModelActs } from './use-model-acts.ts'

afterEach(wipePage)

const createActs = (asked: string[]): ModelActs => ({
  download: model => void asked.push(`download ${model.id}`),
  pause: id => void asked.push(`pause ${id}`),
  remove: async id => void asked.push(`remove ${id}`),
  add: async () => true,
  forget: async id => void asked.push(`forget ${id}`),
  unload: id => void asked.push(`unload ${id}`),
  problem: undefined,
  clearProblem: () => undefined,
})

const open = async (row: DeviceModelRow): Promise<readonly string[]> => {
  const asked: string[] = []
  await draw(<ModelItem row={row} acts={createActs(asked)} abilities={undefined} />)
  return asked
}

const button = (name: string | RegExp) => page.getByRole('button', { name })
const tiny = deviceModelRow('tiny', 'Tiny 1B')
const browser: DeviceModelRow = {
  ...tiny,
  model: { ...tiny.model, engine: 'browser', name: 'Weaver model', source: { type: 'browser' } },
  state: 'paused',
  doneBytes: 0.4,
  totalBytes: 1,
}

describe('the browser’s own model', () => {
  test('that did not come says so in words that are true of it, with what the browser said', async () => {
    const asked = await open({ ...browser, problem: { type: 'unreachable', detail: 'It is NetworkError.' } })
    const notice = page.getByRole('alert', { name: 'The browser could not download it.' })
    await expect.element(notice.getByText('It is NetworkError.')).toBeVisible()
    await expect.element(page.getByText(/what arrived is kept/)).not.toBeInTheDocument()
    await button('Resume Weaver model').click()
    expect(asked).toEqual(['download tiny'])
  })

  test('that a person has paused tells of no failure', async () => {
    await open(browser)
    await expect.element(page.getByText('paused, what arrived is kept')).toBeVisible()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })
})

describe('a download that is given up', () => {
  const coming: DeviceModelRow = { ...tiny, state: 'arriving', totalBytes: 900e6, doneBytes: 890e6 }
  const givesUp = () => button('Give up Tiny 1B and free its room')

  test('asks first where much of it is here', async () => {
    const asked = await open(coming)
    await givesUp().click()
    await expect.element(page.getByRole('alertdialog').getByText(/890\sMB become free/)).toBeVisible()
    await button('Keep it').click()
    expect(asked).toEqual([])
    await givesUp().click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
    expect(asked).toEqual(['remove tiny'])
  })

  test('goes at once where little is', async () => {
    const asked = await open({ ...coming, doneBytes: 20e6 })
    await givesUp().click()
    expect(asked).toEqual(['remove tiny'])
  })
})

test('a model whose size nobody knows is not said to take nothing', async () => {
  await open({ ...tiny, doneBytes: 0, totalBytes: 0 })
  await expect.element(page.getByText(/^last used/)).toBeVisible()
})

describe('a model that is here', () => {
  const item = (loaded?: number) => (
    <ModelItem
      row={loaded === undefined ? tiny : { ...tiny, loaded }}
      acts={createActs([])}
      abilities={undefined}
    />
  )

  test('that it loads and is loaded is announced, each percent of it is not', async () => {
    const { redraw } = await draw(item())
    const status = page.getByRole('status').first()
    await expect.element(status).toHaveTextContent('')
    for (const [loaded, percent] of [
      [0.4, /40%$/],
      [0.41, /41%$/],
    ] as const) {
      redraw(item(loaded))
      await expect.element(page.getByText(percent)).toBeVisible()
      await expect.element(status).toHaveTextContent('loading')
    }
    redraw(item(1))
    await expect.element(status).toHaveTextContent('in memory')
  })

  test('the button that unloads it names it', async () => {
    const asked = await open({ ...tiny, loaded: 1 })
    await button('Unload Tiny 1B').click()
    expect(asked).toEqual(['unload tiny'])
  })
})
