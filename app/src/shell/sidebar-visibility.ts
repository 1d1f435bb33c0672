/** Whether the sidebar stands beside the page on a desk; remembered on this device. */

import { createRemembered, type TextStorage } from '../ui/remembered.ts'
import { createValueStore, type ValueStore } from './value-store.ts'

export interface SidebarVisibility extends ValueStore<boolean> {
  readonly toggle: () => void
}

export const createSidebarVisibility = (storage: TextStorage | undefined): SidebarVisibility => {
  const remembered = createRemembered(storage, 'weft.sidebar')
  const shown = createValueStore(remembered.read() !== 'hidden')
  return {
    ...shown,
    toggle: () => {
      const next = !shown.get()
      shown.set(next)
      remembered.write(next ? null : 'hidden')
    },
  }
}
