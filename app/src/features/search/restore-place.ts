import type { KeptPlace } from './kept-place.ts'

/**
 * Scrolls the results to where they were and gives the focus back to the hit that was opened, as soon as it is drawn: the
 * hits of a thread that was opened come a little later. Whoever touches the page meanwhile is left where she is.
 */
export const restorePlace = (body: HTMLElement, { top, hit }: KeptPlace): (() => void) => {
  const stopped = new AbortController()
  const restore = (): void => {
    body.scrollTo({ top })
    const link =
      hit === undefined
        ? undefined
        : [...body.querySelectorAll('a')].find(each => each.getAttribute('href') === hit)
    link?.focus({ preventScroll: true })
    if (link || hit === undefined) stopped.abort()
  }
  const drawn = new MutationObserver(restore)
  stopped.signal.addEventListener('abort', () => drawn.disconnect())
  for (const type of ['keydown', 'wheel', 'pointerdown'])
    window.addEventListener(type, () => stopped.abort(), { signal: stopped.signal, passive: true })
  drawn.observe(body, { childList: true, subtree: true })
  restore()
  return () => stopped.abort()
}
