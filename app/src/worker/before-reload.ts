/**
 * What must be done before the page is loaded anew by ourselves (an update, a chunk that is gone): drafts are
 * saved. A view registers what it still has to write while it is on the screen.
 */

import { createContext, useContext, useEffect, useRef } from 'react'

export interface BeforeReload {
  /** The returned function takes it back. */
  readonly add: (task: () => Promise<unknown>) => () => void
  /** Resolves when every task has ended, well or not: a reload must not be held up by one that fails. */
  readonly run: () => Promise<void>
}

export const createBeforeReload = (): BeforeReload => {
  const tasks = new Set<() => Promise<unknown>>()
  return {
    add: task => {
      tasks.add(task)
      return () => tasks.delete(task)
    },
    run: async () => {
      await Promise.allSettled([...tasks].map(task => task()))
    },
  }
}

/** Without a provider above it, a view's tasks are kept and never run: enough for a test of one view. */
export const BeforeReloadContext = createContext<BeforeReload>(createBeforeReload())

/** Runs `task` before the page reloads itself, for as long as this view is on the screen. */
export const useBeforeReload = (task: () => Promise<unknown>): void => {
  const { add } = useContext(BeforeReloadContext)
  const latest = useRef(task)
  useEffect(() => {
    latest.current = task
  })
  useEffect(() => add(() => latest.current()), [add])
}
