import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { createVectorsClient } from './vectors-client.ts'

test('the worker lives from the first question until nobody has asked for five minutes', async () => {
  const clock = testClock()
  const events: string[] = []
  const client = createVectorsClient(() => {
    events.push('start')
    return { search: async () => [], end: () => events.push('end') }
  }, clock)
  expect(events).toEqual([])
  const ask = () => client.search('m', Float32Array.of(1), 1)
  await ask()
  clock.advance(299_000)
  await ask()
  clock.advance(299_000)
  expect(events).toEqual(['start'])
  clock.advance(1_000)
  expect(events).toEqual(['start', 'end'])
  await ask()
  expect(events).toEqual(['start', 'end', 'start'])
})
