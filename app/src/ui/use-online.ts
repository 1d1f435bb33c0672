import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Whether the browser believes there is a network. “Yes” may be wrong, “no” is right. */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine)
