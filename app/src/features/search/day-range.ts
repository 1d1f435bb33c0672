/** A year, a month or a day as it is written in a search, and the time it covers on this device. Pure. */

const dayPattern = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/

export const isDay = (day: string): boolean => dayRange(day) !== undefined

export interface DayRange {
  /** The first millisecond, since the epoch. */
  readonly from: number
  /** The first millisecond after it. */
  readonly until: number
}

/** In the time zone of this device, since that is how its pages show times. */
export const dayRange = (day: string): DayRange | undefined => {
  const [, yearText, monthText, dateText] = dayPattern.exec(day) ?? []
  if (yearText === undefined) return undefined
  const year = Number(yearText)
  const month = monthText === undefined ? 1 : Number(monthText)
  const date = dateText === undefined ? 1 : Number(dateText)
  const from = new Date(year, month - 1, date)
  // 31 February is no day; years below 100 mean others to `Date`.
  if (from.getFullYear() !== year || from.getMonth() !== month - 1 || from.getDate() !== date)
    return undefined
  const until =
    monthText === undefined
      ? new Date(year + 1, 0, 1)
      : dateText === undefined
        ? new Date(year, month, 1)
        : new Date(year, month - 1, date + 1)
  return { from: from.getTime(), until: until.getTime() }
}
