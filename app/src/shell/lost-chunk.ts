/**
 * A chunk that cannot be loaded: most often an old page asks for a file of a version that is gone. The page is
 * loaded anew, once; when that does not help, the error boundary says so instead of reloading for ever. A page that has
 * lost its network before the service worker holds it stays as it is: there is nothing to load it from.
 */

export interface LostChunkOptions {
  readonly window: Pick<Window, 'addEventListener'>
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined
  readonly now: () => number
  /** Would the page come back? */
  readonly canLoad: () => Promise<boolean>
  readonly saveAll: () => Promise<void>
  readonly reload: () => void
}

const reloadedKey = 'weft.reloaded'

/** A second loss within this time is not helped by another reload, milliseconds. */
const tooSoon = 60_000

export const watchForLostChunks = ({
  window,
  storage,
  now,
  canLoad,
  saveAll,
  reload,
}: LostChunkOptions): void => {
  const loadAnew = async (): Promise<void> => {
    if (!(await canLoad())) return
    // Without a place to note it, it could not be told from the first time.
    if (storage === undefined) return
    // Read and noted without a wait between: of several pieces that are lost together one is enough.
    const before = Number(storage.getItem(reloadedKey) ?? Number.NaN)
    if (now() - before < tooSoon) return
    storage.setItem(reloadedKey, String(now()))
    await saveAll()
    reload()
  }
  window.addEventListener('vite:preloadError', () => void loadAnew())
}
