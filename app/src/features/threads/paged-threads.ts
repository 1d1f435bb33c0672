/**
 * A shelf read page by page, as far as a person scrolled, and kept right. Each page is watched by itself, so a
 * renamed thread costs one page to read anew and not all the five thousand that were scrolled through; the last
 * page is open at its lower end.
 */

import { createListeners } from '../../ui/listeners.ts'
import type { ThreadRow } from './tables.ts'

/** Threads with `from ≤ lastAt < below`, newest first; a missing bound is open. */
export interface PageRange {
  readonly below?: number
  readonly from?: number
  readonly limit?: number
}

/** Tells the rows of a range now and whenever they change, until the returned function is called. */
export type WatchPage = (
  range: PageRange,
  onRows: (rows: readonly ThreadRow[]) => void,
  onFailure: (cause: unknown) => void,
) => () => void

export interface PagedThreads {
  /** `undefined` until the first page is read. @throws what a page could not be read for. */
  readonly get: () => readonly ThreadRow[] | undefined
  /** Pages are watched while somebody listens. */
  readonly subscribe: (listener: () => void) => () => void
  /** Reads a further page, unless the end was reached or one is on its way. */
  readonly more: () => void
}

interface Page {
  readonly range: PageRange
  rows: readonly ThreadRow[] | undefined
  stop: () => void
}

export const createPagedThreads = (watch: WatchPage, pageSize: number): PagedThreads => {
  const { subscribe, notify } = createListeners()
  let pages: readonly Page[] = []
  let threads: readonly ThreadRow[] | undefined
  let failure: { readonly cause: unknown } | undefined
  let listeners = 0

  const show = (): void => {
    if (pages[0]?.rows !== undefined) threads = pages.flatMap(page => page.rows ?? [])
    notify()
  }

  const pageOf = (range: PageRange, rows?: readonly ThreadRow[]): Page => ({
    range,
    rows,
    stop: () => undefined,
  })

  const watchPage = (page: Page): void => {
    page.stop = watch(
      page.range,
      read => {
        page.rows = read
        show()
      },
      cause => {
        failure = { cause }
        notify()
      },
    )
  }

  const begin = (): void => {
    if (pages.length === 0) pages = [pageOf({ limit: pageSize })]
    for (const page of pages) watchPage(page)
  }

  const more = (): void => {
    const last = pages.at(-1)
    const border = last?.rows?.at(-1)?.lastAt
    // Fewer than asked for: that was all.
    if (!last?.rows || border === undefined || last.rows.length < pageSize) return
    last.stop()
    const { below } = last.range
    // Whatever was said in the same millisecond as the last row belongs to its page, so none is left out between.
    const closed = pageOf({ ...(below === undefined ? {} : { below }), from: border }, last.rows)
    const next = pageOf({ below: border, limit: pageSize })
    pages = [...pages.slice(0, -1), closed, next]
    watchPage(closed)
    watchPage(next)
  }

  return {
    get: () => {
      if (failure) throw failure.cause
      return threads
    },
    subscribe: listener => {
      if (listeners === 0) begin()
      listeners += 1
      const unsubscribe = subscribe(listener)
      return () => {
        unsubscribe()
        listeners -= 1
        if (listeners === 0) for (const page of pages) page.stop()
      }
    },
    more,
  }
}
