import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { dayRange } from './day-range.ts'
import { spanOf, type TimeFilter } from './time-filters.ts'

/** How the filters of a time are called: as they were chosen, or by their days. */
export const useTimeName = (now: number): ((filters: readonly TimeFilter[]) => string) => {
  const t = useText()
  const format = useFormat()
  const written = ({ day }: TimeFilter): string =>
    // A year or a month is shown as it was written.
    /^\d{4}(?:-\d{1,2})?$/.test(day) ? day : format.day(dayRange(day)?.from ?? now)
  return filters => {
    const span = spanOf(filters, now)
    if (span) return t(spanNames[span])
    const [first, second, ...more] = filters
    if (!first) return t('search.anyTime')
    if (!second) return t(timeNames[first.type], { day: written(first) })
    const from = filters.find(({ type }) => type === 'after')
    const until = filters.find(({ type }) => type === 'before')
    return from && until && more.length === 0
      ? t('search.between', { from: written(from), until: written(until) })
      : t('search.several')
  }
}

export const spanNames = {
  today: 'search.today',
  pastWeek: 'search.pastWeek',
  pastMonth: 'search.pastMonth',
  pastYear: 'search.pastYear',
} as const

const timeNames = { after: 'search.after', before: 'search.before', on: 'search.on' } as const
