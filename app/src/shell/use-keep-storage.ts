/**
 * Asks the browser once to keep what is stored here when the disk runs full: after the first real message, when
 * there is something to keep and the person has shown that she means it. The settings show what it answered.
 */

import { useEffect } from 'react'
import { useThreadCount } from '../features/threads/thread-list-queries.ts'
import { createRemembered } from '../ui/remembered.ts'

export const useKeepStorage = (storage: Storage | undefined): void => {
  const hasThreads = (useThreadCount() ?? 0) > 0
  useEffect(() => {
    const asked = createRemembered(storage, 'weft.askedToKeep')
    if (!hasThreads || asked.read() !== null) return
    asked.write('1')
    // Its answer is read again where it is shown; a browser without it keeps things as it likes.
    void navigator.storage?.persist?.()
  }, [hasThreads, storage])
}
