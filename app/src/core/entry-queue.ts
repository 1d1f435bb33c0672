/** One entry at a time, across its awaits, in the order of the calls. */

export type EntryQueue = <T>(entry: () => Promise<T>) => Promise<T>

export const createEntryQueue = (): EntryQueue => {
  let tail: Promise<unknown> = Promise.resolve()
  return entry => {
    const run = tail.then(entry)
    // The queue goes on after a broken invariant; the caller of that entry sees it.
    tail = run.catch(() => undefined)
    return run
  }
}
