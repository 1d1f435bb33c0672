// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { ModelItem } from './model-item.tsx'
import type { DeviceModelRow } from './tables.ts'
import { tinyModel } from './testing/tiny-models.ts'
import type { ModelActs } from './use-model-acts.ts'

afterEach(wipePage)

const row: DeviceModelRow = {
  id: 'one',
  model: tinyModel('one'),
  state: 'here',
  doneBytes: 1_000,
  totalBytes: 1_000,
  files: [],
  addedAt: 1,
}

const unloaded: string[] = []
const acts: ModelActs = {
  download: () => undefined,
  pause: () => undefined,
  remove: async () => undefined,
  add: async () => true,
  forget: async () => undefined,
  unload: id => void unloaded.push(id),
  problem: undefined,
  clearProblem: () => undefined,
}

const item = (loaded?: number) => (
  <ModelItem row={loaded === undefined ? row : { ...row, loaded }} acts={acts} abilities={undefined} />
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
  await draw(item(1))
  await page.getByRole('button', { name: 'Unload The model one', exact: true }).click()
  expect(unloaded).toEqual(['one'])
})
