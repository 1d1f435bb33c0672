// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from '../../ui/testing/draw.tsx'
import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { catalogue } from './catalogue.ts'
import type { DeviceAbilities } from './device-abilities.ts'
import { ModelsToChoose } from './models-to-choose.tsx'
import type { ModelActs } from './use-model-acts.ts'

afterEach(wipePage)

const device: DeviceAbilities = {
  gpu: 'none',
  deviceMemory: 8,
  freeBytes: 100e9,
  quotaBytes: 100e9,
  isPhone: false,
}

const acts: ModelActs = {
  download: () => undefined,
  pause: () => undefined,
  remove: async () => undefined,
  add: async () => true,
  forget: async () => undefined,
  unload: () => undefined,
  problem: undefined,
  clearProblem: () => undefined,
}

const open = (abilities: Partial<DeviceAbilities>, known: readonly string[]) =>
  draw(<ModelsToChoose abilities={{ ...device, ...abilities }} known={new Set(known)} acts={acts} />)

const says = (text: string | RegExp) => expect.element(page.getByText(text)).toBeVisible()

describe('where nothing is offered', () => {
  test('for want of room, it says so, whatever is here', async () => {
    await open({ freeBytes: 0 }, ['own'])
    await says(/Remove another model, or make room on the disk/)
  })

  test('since the best are here, it says so', async () => {
    await open(
      {},
      catalogue.map(({ id }) => id),
    )
    await says('What fits best is here already.')
  })

  test('since none would run, it says so', async () => {
    await open({ deviceMemory: 0.01 }, ['own'])
    await says(/No model of the list fits this device/)
  })
})
