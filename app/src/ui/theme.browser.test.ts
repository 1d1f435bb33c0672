import { afterEach, expect, test } from 'vitest'
import { firstPaint } from './first-paint.ts'
import { createLanguageStore } from './i18n/language-store.ts'
import { createThemeStore } from './theme.ts'

const root = document.documentElement

const metas = (): readonly string[] =>
  [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')].map(meta => meta.content)

const addMetas = (): void => {
  for (const side of ['light', 'dark']) {
    const meta = document.createElement('meta')
    meta.name = 'theme-color'
    meta.media = `(prefers-color-scheme: ${side})`
    document.head.append(meta)
  }
}

afterEach(() => {
  localStorage.clear()
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.remove()
  for (const name of ['theme', 'face']) delete root.dataset[name]
})

test('follows the system until it is told otherwise, and remembers', () => {
  addMetas()
  const store = createThemeStore({ storage: localStorage, document })
  expect([store.get().theme, root.dataset['theme'], metas()]).toEqual([
    'system',
    undefined,
    ['#f4f3ef', '#141516'],
  ])
  store.setTheme('dark')
  expect([root.dataset['theme'], metas(), localStorage.getItem('weft.theme')]).toEqual([
    'dark',
    ['#141516', '#141516'],
    'dark',
  ])
  expect(createThemeStore({ storage: localStorage, document }).get().theme).toBe('dark')
  store.setTheme('system')
  expect([root.dataset['theme'], localStorage.getItem('weft.theme')]).toEqual([undefined, null])
})

test('the face of answers is an attribute too', () => {
  const store = createThemeStore({ storage: localStorage, document })
  store.setReadingFace('sans')
  expect([root.dataset['face'], store.get().readingFace]).toEqual(['sans', 'sans'])
  store.setReadingFace('serif')
  expect(root.dataset['face']).toBeUndefined()
})

test('another tab is heard', () => {
  const store = createThemeStore({ storage: localStorage, document })
  localStorage.setItem('weft.theme', 'light')
  window.dispatchEvent(new StorageEvent('storage', { key: 'weft.theme' }))
  expect([store.get().theme, root.dataset['theme']]).toEqual(['light', 'light'])
})

test.each([
  { theme: 'dark', face: 'sans', language: 'ar', preferred: ['en-GB'] },
  { theme: 'light', face: 'serif', language: null, preferred: ['fr', 'bn-BD'] },
  { theme: null, face: null, language: 'tlh', preferred: ['de'] },
  { theme: 'purple', face: 'comic', language: null, preferred: [] },
])('the first paint looks as the stores leave it: %o', async ({ theme, face, language, preferred }) => {
  const stored: Readonly<Record<string, string | null>> = {
    'weft.theme': theme,
    'weft.face': face,
    'weft.language': language,
  }
  const storage = { getItem: (key: string) => stored[key] ?? null, setItem: () => {}, removeItem: () => {} }
  const look = () => ({
    lang: root.lang,
    dir: root.dir,
    theme: root.dataset['theme'],
    face: root.dataset['face'],
  })

  firstPaint({ document, navigator: { languages: preferred }, localStorage: storage })
  const first = look()
  createThemeStore({ storage, document })
  await createLanguageStore({ storage, preferred, root }).start()
  expect(look()).toEqual(first)
})
