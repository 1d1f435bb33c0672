import { expect, test } from 'vitest'
import { createShares } from './shares.ts'

test('so many together, so many each, and a place is given back once', () => {
  const shares = createShares({ together: 3, each: 2 })
  const first = shares.take('ada')
  expect(shares.take('ada').ok).toBe(true)
  expect(shares.take('ada')).toEqual({ ok: false, error: 'own-taken' })
  expect(shares.take('eve').ok).toBe(true)
  expect(shares.take('bob')).toEqual({ ok: false, error: 'all-taken' })
  for (let times = 0; times < 2; times += 1) if (first.ok) first.value()
  expect(shares.take('bob').ok).toBe(true)
  expect(shares.take('eve')).toEqual({ ok: false, error: 'all-taken' })
  expect(shares.take('ada')).toEqual({ ok: false, error: 'all-taken' })
})
