import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import type { DeviceModelRow, DeviceModelState } from '../features/device-models/tables.ts'
import { tinyModel } from '../features/device-models/testing/tiny-models.ts'
import { featureTables } from '../features/tables.ts'
import { renewOnDemand } from '../shell/service-worker/on-demand.ts'
import { bringOnDemand } from './bring-on-demand.ts'
import { keepOnDemand } from './keep-on-demand.ts'
import { onDemandPrefix } from './on-demand-names.ts'

/** Files that the server of these tests has. */
const list = { onnx: ['/src/worker/on-demand-names.ts'], anthropic: ['/src/worker/bring-on-demand.ts'] }

let database: Database
let end: () => void

const keep = (): void => {
  end = keepOnDemand(database, async () => Response.json(list))
}

beforeEach(async () => {
  database = createDatabase(featureTables, `keep-on-demand-${createId(systemRandom, 'dev')}`)
  await caches.open('another')
  end = () => {}
})

afterEach(async () => {
  end()
  await database.delete()
  for (const name of await caches.keys()) await caches.delete(name)
})

const stored = async (): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {}
  for (const name of await caches.keys()) {
    if (!name.startsWith(onDemandPrefix)) continue
    const { length } = await (await caches.open(name)).keys()
    // To open one that has just been dropped makes an empty one.
    if (length > 0) counts[name] = length
  }
  return counts
}

const put = (id: string, state: DeviceModelState): Promise<unknown> => {
  const row: Pick<DeviceModelRow, 'id' | 'model' | 'state'> = { id, model: tinyModel(id), state }
  return database.table('deviceModels').put(row)
}

it('what runs a model is stored while a model of its kind is here, and gone with the last', async () => {
  keep()
  await put('one', 'here')
  await put('two', 'here')
  await expect.poll(stored).toEqual({ [`${onDemandPrefix}onnx`]: 1 })
  await database.table('deviceModels').delete('one')
  await database.table('providers').put({ id: 'prv_a', workspaceId: 'w', dialect: 'anthropic' })
  await expect.poll(stored).toEqual({ [`${onDemandPrefix}onnx`]: 1, [`${onDemandPrefix}anthropic`]: 1 })
  await put('two', 'wanted')
  await expect.poll(stored).toEqual({ [`${onDemandPrefix}anthropic`]: 1 })
  expect(await caches.has('another')).toBe(true)
  await put('two', 'here')
  await expect.poll(stored).toEqual({ [`${onDemandPrefix}onnx`]: 1, [`${onDemandPrefix}anthropic`]: 1 })
})

it('what a download has brought already stays while it goes on', async () => {
  keep()
  await put('one', 'arriving')
  await (await caches.open(`${onDemandPrefix}onnx`)).add(list.onnx[0] ?? '')
  await put('two', 'paused')
  await put('three', 'here')
  await database.table('deviceModels').delete('three')
  await put('four', 'wanted')
  await database.table('providers').put({ id: 'prv_a', workspaceId: 'w', dialect: 'anthropic' })
  await expect.poll(stored).toEqual({ [`${onDemandPrefix}onnx`]: 1, [`${onDemandPrefix}anthropic`]: 1 })
})

it('what a version that waits has brought for itself is left alone by the one that runs', async () => {
  const next = ['/src/worker/keep-on-demand.ts']
  const cache = await caches.open(`${onDemandPrefix}onnx`)
  await renewOnDemand(caches, async () => Response.json({ onnx: next }))
  expect(await bringOnDemand('onnx', async () => Response.json(list))).toBe(true)
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname)
  expect(paths.toSorted()).toEqual([...next, ...list.onnx].toSorted())
})
