// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { deviceModelRow } from '../workspace/testing/device-model-row.ts'
import { StorageBar } from './storage-bar.tsx'
import type { DeviceModelRow } from './tables.ts'

afterEach(wipePage)

const tiny = deviceModelRow('tiny', 'Tiny 1B')
const browser: DeviceModelRow = {
  ...tiny,
  id: 'browser',
  model: { ...tiny.model, engine: 'browser', source: { type: 'browser' } },
  state: 'arriving',
  doneBytes: 0.4,
  totalBytes: 1,
}

const parts = async (rows: readonly DeviceModelRow[]): Promise<readonly (string | null)[]> => {
  const abilities = {
    gpu: 'none',
    deviceMemory: undefined,
    freeBytes: 8e9,
    quotaBytes: 10e9,
    isPhone: false,
  } as const
  await draw(<StorageBar rows={rows} abilities={abilities} />)
  return page
    .getByRole('listitem')
    .elements()
    .map(({ textContent }) => textContent)
}

test('what the browser brings for itself is no part of what arrives here', async () => {
  const coming: DeviceModelRow = { ...tiny, state: 'paused', doneBytes: 300e6 }
  expect(await parts([coming, browser])).toHaveLength(2)
  expect(await parts([browser])).toHaveLength(1)
})
