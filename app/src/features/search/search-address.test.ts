import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSearchAddress, searchAddress } from './search-address.ts'

/** What `useSearch` of the router gives for an address: without the question mark, decoded once. */
const asRouted = (address: string): string => decodeURI(address.split('?')[1] ?? '')

test('what is asked comes back as it was written, whatever signs it has', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('%41', '50% off', 'a+b&q=c', 'c# #1 '),
  )
  fc.assert(
    fc.property(text, fc.constantFrom('rank' as const, 'newest' as const), (asked, order) => {
      expect(parseSearchAddress(asRouted(searchAddress(asked, order)))).toEqual({ text: asked, order })
    }),
  )
})

test('is short where there is nothing to say', () => {
  expect(searchAddress('')).toBe('/search')
  expect(searchAddress('margin of error')).toBe('/search?q=margin%20of%20error')
})
