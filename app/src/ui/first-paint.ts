/**
 * Sets theme, reading face, language and direction on `<html>` before the first paint. It is built into a small
 * classic script of its own that the page's head waits for (a strict CSP allows no inline script), so it imports
 * nothing; the stores read the same keys and keep the attributes right afterwards. `first-paint.browser.test.ts`
 * holds the two together.
 */

/** The part of the window it needs. */
export interface FirstPaintWindow {
  readonly document: { readonly documentElement: HTMLElement }
  readonly navigator: { readonly languages: readonly string[] }
  readonly localStorage: Pick<Storage, 'getItem'>
}

export const firstPaint = (window: FirstPaintWindow): void => {
  const root = window.document.documentElement
  const stored = (key: string): string | null => {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = stored('weft.theme')
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme
  if (stored('weft.face') === 'sans') root.dataset['face'] = 'sans'

  const ours = ['en', 'bn', 'ar']
  const bases = window.navigator.languages.map(tag => tag.toLowerCase().split('-', 1)[0] ?? '')
  const chosen = stored('weft.language') ?? ''
  const language = ours.includes(chosen) ? chosen : (bases.find(base => ours.includes(base)) ?? 'en')
  root.lang = language
  root.dir = language === 'ar' ? 'rtl' : 'ltr'
}
