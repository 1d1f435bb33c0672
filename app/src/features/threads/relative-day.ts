/** The day of something that happened: “today”, “yesterday”, else its date. */

import { createDateGroups } from './date-groups.ts'

export const relativeDay = (at: number, now: number, locale: string): string => {
  const { type } = createDateGroups(now)(at)
  if (type === 'today' || type === 'yesterday') {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(type === 'today' ? 0 : -1, 'day')
  }
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(at)
}
