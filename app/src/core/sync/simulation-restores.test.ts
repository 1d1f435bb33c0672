/** The world of `simulation.test.ts`, with a server that is restored from an older state now and then. */

import { expect, it } from 'vitest'
import { runSyncWorld } from './testing/sync-world.ts'
import { brokenSeeds, restoredSeeds, worldSteps } from './testing/world-seeds.ts'

it('devices give a restored server back what it has lost, and lose nothing themselves', async () => {
  expect(await brokenSeeds(restoredSeeds, { restores: true })).toEqual([])
}, 36_000_000)

/** The socket learned of a restored server first; the cursor of the old epoch went on in the new one. */
it.each([424, 672])('B9: seed %i, in which a question was of the epoch before', async seed => {
  expect((await runSyncWorld({ seed, steps: worldSteps, restores: true })).broken).toEqual([])
})
