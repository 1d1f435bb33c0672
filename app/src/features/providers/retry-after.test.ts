import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const now = Date.parse('2026-11-21T02:00:00Z')

it.each([
  [{ 'retry-after': '7' }, '', 7_000],
  [{ 'retry-after': '1.5' }, '', 1_500],
  [{ 'retry-after': 'Sat, 21 Nov 2026 02:00:30 GMT' }, '', 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 01:00:00 GMT' }, '', 0],
  [{ 'retry-after': '86400' }, '', 300_000],
  [{ 'retry-after-ms': '250', 'retry-after': '7' }, '', 250],
  [{ 'retry-after': 'soon' }, '', undefined],
  [{ 'retry-after': '-5' }, '', undefined],
  [{}, 'Rate limit reached for m. Please try again in 1.2s.', 1_200],
  [{}, 'Please try again in 6m0s.', 300_000],
  [{}, 'Please retry in 12ms.', 12],
  [{}, 'Too many requests', undefined],
])('%j “%s” is %d ms', (headers, message, expected) => {
  expect(readRetryAfter(new Headers(headers), message, now)).toBe(expected)
})
