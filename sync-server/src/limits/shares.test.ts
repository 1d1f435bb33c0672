import { expect, test } from 'vitest'
import { createShares } from './shares.ts'

test('so many together, so many each, and a place is given back once', () => {
  const shares = createShares({ together: 3, each: 2 })
  const first = shares.take('ada')
  expect(shares.take('ada')).not.toBeNull()
  expect(shares.take('ada')).toBeNull()
  expect(shares.take('eve')).not.toBeNull()
  expect(shares.take('bob')).toBeNull()
  first?.()
  first?.()
  expect(shares.take('bob')).not.toBeNull()
  expect(shares.take('eve')).toBeNull()
  expect(shares.take('ada')).toBeNull()
})
