/** The times that the search page offers, as the filters that a query says them by. Pure. */

import type { SearchFilter } from './query-language.ts'

export type TimeFilter = Extract<SearchFilter, { readonly type: 'before' | 'after' | 'on' }>

export type TimeSpan = 'today' | 'pastWeek' | 'pastMonth' | 'pastYear'

export const timeSpans: readonly TimeSpan[] = ['today', 'pastWeek', 'pastMonth', 'pastYear']

const twoDigits = (value: number): string => String(value).padStart(2, '0')

const dayOf = (date: Date): string =>
  `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`

/** By the calendar of this device: a month ago is the same day of the month before. */
export const spanToFilter = (span: TimeSpan, now: number): TimeFilter => {
  const date = new Date(now)
  switch (span) {
    case 'today':
      return { type: 'on', day: dayOf(date) }
    case 'pastWeek':
      date.setDate(date.getDate() - 7)
      break
    case 'pastMonth':
      date.setMonth(date.getMonth() - 1)
      break
    case 'pastYear':
      date.setFullYear(date.getFullYear() - 1)
      break
  }
  return { type: 'after', day: dayOf(date) }
}

/** The span that these filters are, seen from `now`; `undefined` when they are another time. */
export const spanOf = (filters: readonly TimeFilter[], now: number): TimeSpan | undefined => {
  const [filter, ...more] = filters
  if (!filter || more.length > 0) return undefined
  return timeSpans.find(span => {
    const own = spanToFilter(span, now)
    return own.type === filter.type && own.day === filter.day
  })
}
