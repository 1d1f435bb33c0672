import { expect, test } from 'vitest'
import { spanOf, spanToFilter, timeSpans } from './time-filters.ts'

const now = new Date(2026, 10, 28, 23, 30).getTime()

test('spans are days of this device’s calendar', () => {
  expect(timeSpans.map(span => spanToFilter(span, now))).toEqual([
    { type: 'on', day: '2026-11-28' },
    { type: 'after', day: '2026-11-21' },
    { type: 'after', day: '2026-10-28' },
    { type: 'after', day: '2025-11-28' },
  ])
  expect(spanToFilter('pastWeek', new Date(2026, 0, 3).getTime())).toEqual({
    type: 'after',
    day: '2025-12-27',
  })
})

test('a span is known again by its filter, on the same day', () => {
  for (const span of timeSpans) expect(spanOf([spanToFilter(span, now)], now)).toBe(span)
  const tomorrow = now + 24 * 3_600_000
  expect(spanOf([spanToFilter('today', now)], tomorrow)).toBeUndefined()
  expect(spanOf([], now)).toBeUndefined()
  expect(
    spanOf(
      [
        { type: 'after', day: '2026-11-21' },
        { type: 'before', day: '2026' },
      ],
      now,
    ),
  ).toBeUndefined()
})
