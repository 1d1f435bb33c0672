/** Entries of a list in one answer. */
export const pageSize = 100

interface Page<Row> {
  readonly page: readonly Row[]
  /** What to ask for the next page with; null on the last. */
  readonly next: string | null
}

/** `rows`: one more than a page has, if there are so many. */
export const toPage = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): Page<Row> => {
  const page = rows.slice(0, pageSize)
  const last = page.at(-1)
  return { page, next: rows.length > pageSize && last !== undefined ? keyOf(last) : null }
}
