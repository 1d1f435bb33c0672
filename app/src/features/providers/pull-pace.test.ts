import { expect, it } from 'vitest'
import { addSample, paceOf, type PaceSamples } from './pull-pace.ts'

const after = (...samples: readonly (readonly [seconds: number, arrived: number])[]): PaceSamples =>
  samples.reduce<PaceSamples>((all, [at, arrived]) => addSample(all, { at: at * 1_000, arrived }), [])

it('is what came in the last seconds', () => {
  expect(paceOf(after([0, 0], [2, 200]), 900)).toEqual({ bytesPerSecond: 100, left: 9_000 })
})

it('is not said of the first second, nor when nothing comes', () => {
  expect(paceOf(after([0, 0], [0.5, 200]), 900)).toBeUndefined()
  expect(paceOf(after([0, 50], [20, 50]), 900)).toBeUndefined()
  expect(paceOf([], 900)).toBeUndefined()
})

it('forgets how fast it was before', () => {
  const samples = after([0, 0], [10, 1_000_000], [15, 1_000_100], [21, 1_000_110])
  expect(paceOf(samples, 100)?.bytesPerSecond).toBeCloseTo(10)
})

it('keeps no more than the last seconds have', () => {
  const samples = after(...Array.from({ length: 1_000 }, (_, second) => [second, second] as const))
  expect(samples.length).toBeLessThan(13)
})
