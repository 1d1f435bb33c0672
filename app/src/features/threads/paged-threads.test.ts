import { describe, expect, test } from 'vitest'
import { createPagedThreads, type PageRange } from './paged-threads.ts'
import type { ThreadRow } from './tables.ts'

/** A table of threads by time, watched as the database would be, with a count of what was read. */
const table = (...times: readonly number[]) => {
  let rows = times.map(lastAt => ({ lastAt, title: `at ${lastAt}` }) as ThreadRow)
  const watchers = new Set<{ readonly range: PageRange; readonly tell: () => void }>()
  const read: PageRange[] = []

  const inRange = ({ below = Number.POSITIVE_INFINITY, from = Number.NEGATIVE_INFINITY }: PageRange) =>
    rows.filter(row => row.lastAt < below && row.lastAt >= from).toSorted((a, b) => b.lastAt - a.lastAt)

  const paged = createPagedThreads((range, onRows) => {
    const tell = (): void => {
      read.push(range)
      onRows(inRange(range).slice(0, range.limit))
    }
    const watcher = { range, tell }
    watchers.add(watcher)
    tell()
    return () => watchers.delete(watcher)
  }, 3)

  return {
    paged,
    read,
    watched: () => watchers.size,
    times: () => paged.get()?.map(row => row.lastAt),
    /** Changes rows and tells whoever watches a range in which one of them lies. */
    change: (lastAt: number, next: readonly number[]) => {
      rows = [...rows.filter(row => row.lastAt !== lastAt), ...next.map(at => ({ lastAt: at }) as ThreadRow)]
      for (const { range, tell } of watchers) {
        const isIn = (at: number): boolean =>
          at < (range.below ?? Infinity) && at >= (range.from ?? -Infinity)
        if ([lastAt, ...next].some(isIn)) tell()
      }
    },
  }
}

describe('a shelf read page by page', () => {
  test('reads one page, and one more each time it is asked', () => {
    const { paged, times } = table(90, 80, 70, 60, 50, 40, 30)
    paged.subscribe(() => undefined)
    expect(times()).toEqual([90, 80, 70])
    paged.more()
    expect(times()).toEqual([90, 80, 70, 60, 50, 40])
    paged.more()
    expect(times()).toEqual([90, 80, 70, 60, 50, 40, 30])
  })

  test('asks no further when the end was reached', () => {
    const { paged, times, read } = table(90, 80)
    paged.subscribe(() => undefined)
    paged.more()
    paged.more()
    expect(times()).toEqual([90, 80])
    expect(read).toHaveLength(1)
  })

  test('threads of the same moment are neither lost nor doubled at the border of two pages', () => {
    const { paged, times } = table(90, 80, 70, 70, 70, 60)
    paged.subscribe(() => undefined)
    paged.more()
    expect(times()).toEqual([90, 80, 70, 70, 70, 60])
  })

  test('a change reads only the page it lies in', () => {
    const { paged, times, read, change } = table(90, 80, 70, 60, 50, 40, 30, 20, 10)
    paged.subscribe(() => undefined)
    paged.more()
    paged.more()
    const before = read.length
    change(50, [55])
    expect(read).toHaveLength(before + 1)
    expect(times()).toEqual([90, 80, 70, 60, 55, 40, 30, 20, 10])
  })

  test('a thread in which something was said goes to the top, and out of its page', () => {
    const { paged, times, change } = table(90, 80, 70, 60, 50, 40, 30)
    paged.subscribe(() => undefined)
    paged.more()
    change(50, [100])
    expect(times()?.slice(0, 6)).toEqual([100, 90, 80, 70, 60, 40])
  })

  test('watches nothing when nobody listens, and goes on where it was', () => {
    const { paged, times, watched, change } = table(90, 80, 70, 60)
    const stop = paged.subscribe(() => undefined)
    paged.more()
    expect(watched()).toBe(2)
    stop()
    expect(watched()).toBe(0)
    change(60, [65])
    paged.subscribe(() => undefined)
    expect(times()).toEqual([90, 80, 70, 65])
  })

  test('what cannot be read is thrown where it is shown', () => {
    const failed = createPagedThreads((_range, _onRows, onFailure) => {
      onFailure(new Error('gone'))
      return () => undefined
    }, 3)
    failed.subscribe(() => undefined)
    expect(() => failed.get()).toThrow('gone')
  })
})
