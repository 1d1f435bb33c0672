/** Names of backup files: sorted by name they are sorted by time, and no system refuses them. */

export const backupEnding = '.weft-backup'

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** By the clock on the wall here, which is what a person looks for. */
export const backupName = (now: number): string => {
  const date = new Date(now)
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-')
  return `weft-${day}-${twoDigits(date.getHours())}${twoDigits(date.getMinutes())}${backupEnding}`
}

const ownName = /^weft-\d{4}-\d{2}-\d{2}-\d{4}\.weft-backup$/

/** Of the files in a folder, those of ours that are beyond the newest `keep`. Any other file is none of our business. */
export const outdatedBackups = (names: readonly string[], keep: number): readonly string[] =>
  names
    .filter(name => ownName.test(name))
    .toSorted()
    .toReversed()
    .slice(Math.max(1, keep))
