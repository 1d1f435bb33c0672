/**
 * Whether this is the first time: nobody to answer, no thread, and the welcome was not left. Once it was, that is
 * remembered on this device, and later starts ask nothing before they show the composer.
 */

import { useContext } from 'react'
import { useThreadCount } from '../features/threads/thread-list-queries.ts'
import { useAnswerers } from '../features/workspace/queries.ts'
import { WelcomedContext } from '../features/welcome/welcomed.ts'

/** `unknown` until the rows are read, which only a device that was never welcomed waits for. */
export type FirstRun = 'unknown' | 'yes' | 'no'

export const useFirstRun = (): FirstRun => {
  const welcomed = useContext(WelcomedContext)
  const answerers = useAnswerers()
  const threads = useThreadCount()
  if (welcomed.read() !== null) return 'no'
  if (answerers === undefined || threads === undefined) return 'unknown'
  return answerers.length === 0 && threads === 0 ? 'yes' : 'no'
}
