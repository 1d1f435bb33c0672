/**
 * Under which heading a thread stands: by the person's calendar day, not by hours gone by. A day has 23, 24 or 25
 * hours, so every border is made from the calendar and never by adding milliseconds.
 */

export type DateGroup =
  | { readonly type: 'today' | 'yesterday' | 'previous-7-days' | 'previous-30-days' }
  /** A whole month of this year; `at` lies in it, for writing its name. */
  | { readonly type: 'month'; readonly at: number }
  /** A whole year before this one; `at` lies in it. */
  | { readonly type: 'year'; readonly at: number }

/** Midnight at the beginning of the day `days` before (or, negative, after) the one that `now` is in. */
const startOfDay = (now: number, days: number): number => {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime()
}

const startOfYear = (now: number): number => new Date(new Date(now).getFullYear(), 0).getTime()

/** When the headings have to be made again. */
export const nextMidnight = (now: number): number => startOfDay(now, -1)

/**
 * The heading of each moment, as seen from `now`. A moment ahead of `now` (another device's clock) is today.
 * Months are named within this year, years before it.
 */
export const createDateGroups = (now: number): ((at: number) => DateGroup) => {
  const today = startOfDay(now, 0)
  const yesterday = startOfDay(now, 1)
  const week = startOfDay(now, 7)
  const month = startOfDay(now, 30)
  const year = startOfYear(now)

  return at => {
    if (at >= today) return { type: 'today' }
    if (at >= yesterday) return { type: 'yesterday' }
    if (at >= week) return { type: 'previous-7-days' }
    if (at >= month) return { type: 'previous-30-days' }
    return at >= year ? { type: 'month', at: startOfMonth(at) } : { type: 'year', at: startOfYear(at) }
  }
}

const startOfMonth = (at: number): number => {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth()).getTime()
}

/** The same text for the same heading. */
export const dateGroupKey = (group: DateGroup): string =>
  group.type === 'month' || group.type === 'year' ? `${group.type} ${group.at}` : group.type
