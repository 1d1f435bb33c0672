/**
 * Which worlds are run: by seed, each twice, since a run that cannot be repeated is worth nothing when it fails. `SEEDS`
 * asks for another number of them, `FIRST_SEED` for others.
 */

import { env } from 'node:process'
import { runSyncWorld, type WorldOptions } from './sync-world.ts'

const seeds = Number(env['SEEDS'] ?? '2000')
const firstSeed = Number(env['FIRST_SEED'] ?? '0')

/** In a third of the worlds the server is restored from an older state now and then. */
export const restoredSeeds = Math.floor(seeds / 3)
export const otherSeeds = seeds - restoredSeeds

export const worldSteps = 300

/** How each seed that broke a law, or went another way the second time, did so. */
export const brokenSeeds = async (
  count: number,
  { restores }: Pick<WorldOptions, 'restores'>,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const options = { seed, steps: worldSteps, restores }
    const { broken, hash } = await runSyncWorld(options)
    const again = await runSyncWorld(options)
    if (broken.length > 0) found.push(`seed ${seed}: ${broken.slice(0, 3).join('; ')}`)
    if (again.hash !== hash) found.push(`seed ${seed} goes another way the second time`)
  }
  return found
}
