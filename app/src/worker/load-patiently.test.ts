import { systemRandom } from '@weft/shared/env.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { loadPatiently } from './load-patiently.ts'

it('what does not come is asked for again, until it is here or nobody wants it', async () => {
  const clock = testClock()
  const stop = new AbortController()
  let asked = 0
  const load = async (): Promise<string> => {
    asked += 1
    if (asked < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return 'here'
  }
  const loading = loadPatiently(load, { clock, random: systemRandom }, stop.signal)
  for (let step = 0; step < 3; step += 1) {
    await expect.poll(() => asked).toBeGreaterThan(step)
    clock.advance(60_000)
  }
  expect(await loading).toBe('here')
  expect(asked).toBe(3)

  asked = -100
  const unwanted = loadPatiently(load, { clock, random: systemRandom }, stop.signal)
  stop.abort()
  expect(await unwanted).toBeNull()
  expect(asked).toBe(-99)
})
