/**
 * A chunk that cannot be loaded: most often an old page asks for a file of a version that is gone. The page is
 * loaded anew, once; when that does not help, the error boundary says so instead of reloading for ever.
 */

export interface LostChunkOptions {
  readonly window: Pick<Window, 'addEventListener'>
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined
  readonly now: () => number
  readonly saveAll: () => Promise<void>
  readonly reload: () => void
}

const reloadedKey = 'weft.reloaded'

/** A second loss within this time is not helped by another reload, milliseconds. */
const tooSoon = 60_000

export const watchForLostChunks = ({ window, storage, now, saveAll, reload }: LostChunkOptions): void => {
  window.addEventListener('vite:preloadError', () => {
    const before = Number(storage?.getItem(reloadedKey) ?? Number.NaN)
    // Without a place to note it, it could not be told from the first time.
    if (storage === undefined || now() - before < tooSoon) return
    storage.setItem(reloadedKey, String(now()))
    void saveAll().then(reload)
  })
}
