/** Registers the service worker and passes on what workbox-window hears of it. */

import type { Clock } from '@weft/shared/env.ts'
import { trustedScriptUrl } from '../ui/trusted-script-url.ts'
import type { Updates } from './updates.ts'

/** A tab that stays open for days looks for a new version this often, milliseconds. */
const lookEvery = 60 * 60_000

/** Comes after the first screen, and so does its library: storing the app must not slow down showing it. */
export const registerServiceWorker = async (updates: Updates, clock: Clock): Promise<void> => {
  let first = navigator.serviceWorker.controller === null
  const { Workbox } = await import('workbox-window')
  const workbox = new Workbox(trustedScriptUrl('/sw.js'))

  workbox.addEventListener('waiting', () => updates.heardWaiting(() => workbox.messageSkipWaiting()))
  workbox.addEventListener('controlling', () => {
    updates.heardControlling(first)
    first = false
  })

  const registration = await workbox.register()
  const look = (): void => {
    // Offline, or the server is gone: there is nothing to look for.
    void registration?.update().catch(() => undefined)
    clock.after(lookEvery, look)
  }
  clock.after(lookEvery, look)
}
