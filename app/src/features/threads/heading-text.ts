/** The words over a group of threads: from the catalogue, or the name of a month or year in the person's calendar. */

import type { Translate } from '../../ui/i18n/translate.ts'
import type { ListHeading } from './list-items.ts'

/** Intl objects are slow to make and a list asks for the same two again and again. */
const formats = new Map<string, Intl.DateTimeFormat>()

const write = (locale: string, unit: 'month' | 'year', at: number): string => {
  const key = `${locale} ${unit}`
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(locale, unit === 'month' ? { month: 'long' } : { year: 'numeric' })
  formats.set(key, format)
  return format.format(at)
}

export const headingText = (heading: ListHeading, t: Translate, locale: string): string => {
  if (heading === 'pinned') return t('sidebar.pinned')
  if (heading === 'folders') return t('sidebar.folders')
  switch (heading.type) {
    case 'today':
      return t('sidebar.today')
    case 'yesterday':
      return t('sidebar.yesterday')
    case 'previous-7-days':
      return t('sidebar.previous7Days')
    case 'previous-30-days':
      return t('sidebar.previous30Days')
    case 'month':
    case 'year':
      return write(locale, heading.type, heading.at)
  }
}
