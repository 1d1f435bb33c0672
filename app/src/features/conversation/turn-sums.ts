import type { MessageRow } from '../threads/tables.ts'

/** The sum over the messages of a turn of what is known; `undefined` when nothing is, since unknown is not zero. */
export const sumOf = (
  rows: readonly MessageRow[],
  valueOf: (row: MessageRow) => number | undefined,
): number | undefined => {
  const known = rows.map(valueOf).filter(value => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}
