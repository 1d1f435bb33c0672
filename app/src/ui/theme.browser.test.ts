import { afterEach, expect, test, vi } from 'vitest'
import './tokens.css'
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
  vi.restoreAllMocks()
  localStorage.clear()
  root.removeAttribute('lang')
  root.removeAttribute('dir')
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
  const face = (): string => getComputedStyle(root).getPropertyValue('--face-read')
  const serif = face()
  store.setReadingFace('sans')
  expect([root.dataset['face'], store.get().readingFace]).toEqual(['sans', 'sans'])
  expect(face()).toBe(getComputedStyle(root).getPropertyValue('--face-ui'))
  store.setReadingFace('serif')
  expect(face()).toBe(serif)
  expect(root.dataset['face']).toBeUndefined()
})

test('another tab is heard', () => {
  const store = createThemeStore({ storage: localStorage, document })
  localStorage.setItem('weft.theme', 'light')
  window.dispatchEvent(new StorageEvent('storage', { key: 'weft.theme' }))
  expect([store.get().theme, root.dataset['theme']]).toEqual(['light', 'light'])
})

test.each([
  { theme: 'dark', face: 'sans', language: 'ar', preferred: ['en-GB'], shown: 'ar' },
  { theme: 'light', face: 'serif', language: null, preferred: ['fr', 'bn-BD'], shown: 'bn' },
  { theme: null, face: null, language: 'tlh', preferred: ['de'], shown: 'en' },
  { theme: 'purple', face: 'comic', language: null, preferred: [], shown: 'en' },
])(
  'the first paint looks as the stores leave it: %o',
  async ({ theme, face, language, preferred, shown }) => {
    for (const [key, value] of [
      ['weft.theme', theme],
      ['weft.face', face],
      ['weft.language', language],
    ] as const) {
      if (value !== null) localStorage.setItem(key, value)
    }
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(preferred)
    const look = () => ({
      lang: root.lang,
      dir: root.dir,
      theme: root.dataset['theme'],
      face: root.dataset['face'],
    })

    const script = document.createElement('script')
    const ran = new Promise((resolve, reject) => {
      script.onload = resolve
      script.onerror = reject
    })
    script.src = '/first-paint.js'
    document.head.append(script)
    await ran
    script.remove()
    const first = look()

    createThemeStore({ storage: localStorage, document })
    await createLanguageStore({ storage: localStorage, preferred, root }).start()
    expect(look()).toEqual(first)
    expect(first.lang).toBe(shown)
  },
)
