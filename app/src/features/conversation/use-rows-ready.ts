import type { MessageId } from '@weft/shared/ids.ts'
import { useLayoutEffect, useState, useSyncExternalStore } from 'react'
import type { MessageStore } from './message-store.ts'
import { rowsAround } from './row-window.ts'
import type { GetRow } from './run-to-row.ts'
import type { ThreadPath } from '../threads/thread-path.ts'

/**
 * Reads the rows where a thread opens and says when they are there, so that the list is drawn once, with text,
 * and not first without and then with. From then on the list itself says what it needs.
 */
export const useRowsReady = (
  store: MessageStore,
  path: ThreadPath | undefined,
  getRow: GetRow,
  at: MessageId | undefined,
): boolean => {
  const [wasReady, setReady] = useState(false)
  const steps = path?.steps ?? []
  const wanted = at === undefined ? -1 : steps.findIndex(step => step.id === at)
  const place = wanted >= 0 ? wanted : steps.length - 1
  const step = steps[place]
  const isThere = useSyncExternalStore(
    store.subscribe,
    () => step !== undefined && getRow(step.id) !== undefined,
  )
  useLayoutEffect(() => {
    if (path && !wasReady) store.watch(rowsAround(path, place, place))
  }, [store, path, place, wasReady])
  if (isThere && !wasReady) setReady(true)
  return wasReady || isThere
}
