/**
 * Theme, reading face, language and direction of the page before anything is drawn. A classic script that the head
 * waits for: a module would come too late, and the page's policy forbids inline scripts. It reads the same keys as
 * `src/ui/theme.ts` and `src/ui/i18n/language-store.ts`, which keep the attributes right afterwards;
 * `src/ui/theme.browser.test.ts` holds them together.
 */
;(() => {
  const root = document.documentElement
  const stored = key => {
    try {
      // oxlint-disable-next-line no-restricted-globals -- nothing runs before it that could hand it in
      return localStorage.getItem(key)
    } catch {
      // The person lets sites store nothing.
      return null
    }
  }

  const theme = stored('weft.theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  if (stored('weft.face') === 'sans') root.dataset.face = 'sans'

  const ours = ['en', 'bn', 'ar']
  const preferred = navigator.languages.map(tag => tag.toLowerCase().split('-')[0])
  const language = [stored('weft.language'), ...preferred].find(tag => ours.includes(tag)) ?? 'en'
  root.lang = language
  root.dir = language === 'ar' ? 'rtl' : 'ltr'
})()
