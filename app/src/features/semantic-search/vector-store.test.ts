import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VectorRow } from './tables.ts'
import { createMeaningWorld, type MeaningWorld } from './testing/meaning-world.ts'

let world: MeaningWorld

beforeEach(async () => {
  world = await createMeaningWorld()
})
afterEach(() => world.close())

const put = async (hashes: readonly string[]): Promise<void> => {
  const row: VectorRow = {
    modelId: 'm',
    workspaceId: world.workspaceId,
    roomId: createId(systemRandom, 'thr'),
    madeFrom: '1.1',
    size: 0,
    dimension: 1,
    entries: hashes.map(() => ({ messageId: createId(systemRandom, 'msg'), offset: 0 })),
    hashes,
    bytes: new Uint8Array(hashes.length),
  }
  expect(await world.store.put(row)).toEqual({ ok: true, value: undefined })
}

const holding = async (hashes: readonly string[]): Promise<readonly VectorRow[]> => {
  const rows = await world.store.holding(hashes)
  return must(rows.ok ? rows.value : null, 'rows')
}

describe('rows that hold a text', () => {
  it('are one for each text, however many threads say it', async () => {
    for (let thread = 0; thread < 50; thread += 1) await put(['thanks', `own ${thread}`])
    expect(await holding(['thanks'])).toHaveLength(1)
    const rows = await holding(['own 7', 'thanks', 'own 40'])
    expect(rows.length).toBeLessThanOrEqual(3)
    expect(rows.flatMap(row => row.hashes)).toEqual(expect.arrayContaining(['own 7', 'thanks', 'own 40']))
  })

  it('are none where nobody has said it, and one where it says two of them', async () => {
    await put(['one', 'two'])
    expect(await holding(['three'])).toEqual([])
    expect(await holding([])).toEqual([])
    expect(await holding(['one', 'two', 'three'])).toHaveLength(1)
  })
})
