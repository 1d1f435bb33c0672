/**
 * A new version of Weft: it is stored in the background, waits, and takes over when the person says so, in all
 * tabs at once. A page never runs on under another version's service worker.
 */

import { createValueStore, type ValueStore } from './value-store.ts'

export type UpdateState =
  | { readonly type: 'none' }
  | { readonly type: 'ready' }
  /** The person wants it, and answers are still running. */
  | { readonly type: 'awaiting-answers' }
  | { readonly type: 'changing' }

export interface UpdatesOptions {
  /** Writes what the views still have to write. */
  readonly saveAll: () => Promise<void>
  readonly reload: () => void
  /** From now on a service worker answers this page, for the first time. */
  readonly onFirstControl: () => void
}

export interface Updates {
  readonly state: ValueStore<UpdateState>
  /** Changes over, at once or when the answers are done: whoever sees them calls `change` then. */
  readonly wish: (isAnswering: boolean) => void
  readonly change: () => void
  /** The notice goes; the version waits until every tab is closed. */
  readonly later: () => void
  /** A version is stored and waits; `takeOver` lets it. */
  readonly heardWaiting: (takeOver: () => void) => void
  /** Another service worker answers this page now; `first`: nobody did before. */
  readonly heardControlling: (first: boolean) => void
}

export const createUpdates = ({ saveAll, reload, onFirstControl }: UpdatesOptions): Updates => {
  const state = createValueStore<UpdateState>({ type: 'none' })
  let takeOver: (() => void) | undefined

  const change = (): void => {
    if (state.get().type === 'changing') return
    state.set({ type: 'changing' })
    // Saved twice: here while the old version surely runs, and in every tab before it reloads.
    void saveAll().then(() => takeOver?.())
  }

  return {
    state,
    wish: isAnswering => (isAnswering ? state.set({ type: 'awaiting-answers' }) : change()),
    change,
    later: () => state.set({ type: 'none' }),
    heardWaiting: take => {
      takeOver = take
      if (state.get().type === 'none') state.set({ type: 'ready' })
    },
    heardControlling: first => {
      if (first) return onFirstControl()
      state.set({ type: 'changing' })
      void saveAll().then(reload)
    },
  }
}
