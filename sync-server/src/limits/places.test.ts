import { expect, test } from 'vitest'
import { createPlaces } from './places.ts'

test('so many together, so many each, and a place is given back once', () => {
  const places = createPlaces({ together: 3, each: 2 })
  const first = places.take('ada')
  expect(places.take('ada')).not.toBeNull()
  expect(places.take('ada')).toBeNull()
  expect(places.take('eve')).not.toBeNull()
  expect(places.take('bob')).toBeNull()
  first?.()
  first?.()
  expect(places.take('bob')).not.toBeNull()
  expect(places.take('eve')).toBeNull()
  expect(places.take('ada')).toBeNull()
})
