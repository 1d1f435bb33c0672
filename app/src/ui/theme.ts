/**
 * Light, dark, or as the system has it; and the face answers are set in. Both are attributes of `<html>` that
 * tokens.css reads. `public/first-paint.js` sets them before anything is drawn; this keeps them right afterwards.
 */
import { createListeners } from './listeners.ts'
import { createRemembered, type TextStorage } from './remembered.ts'

export type Theme = 'system' | 'light' | 'dark'
export type ReadingFace = 'serif' | 'sans'

export interface Appearance {
  readonly theme: Theme
  readonly readingFace: ReadingFace
}

export interface ThemeStore {
  readonly get: () => Appearance
  readonly subscribe: (listener: () => void) => () => void
  readonly setTheme: (theme: Theme) => void
  readonly setReadingFace: (face: ReadingFace) => void
}

export interface ThemeStoreOptions {
  readonly storage?: TextStorage | undefined
  readonly document?: Document | undefined
}

const themeKey = 'weft.theme'
const readingFaceKey = 'weft.face'

const parseTheme = (text: string | null): Theme => (text === 'light' || text === 'dark' ? text : 'system')
const parseFace = (text: string | null): ReadingFace => (text === 'sans' ? 'sans' : 'serif')

/** The bar of the browser and of an installed window follows the sidebar's paper. */
const barColour = { light: '#f4f3ef', dark: '#141516' } as const

const paint = (document: Document, { theme, readingFace }: Appearance): void => {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  if (readingFace === 'serif') delete dataset['face']
  else dataset['face'] = readingFace
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const ownSide = meta.media.includes('dark') ? 'dark' : 'light'
    meta.content = barColour[theme === 'system' ? ownSide : theme]
  }
}

export const createThemeStore = ({ storage, document }: ThemeStoreOptions): ThemeStore => {
  const rememberedTheme = createRemembered(storage, themeKey)
  const rememberedFace = createRemembered(storage, readingFaceKey)
  const { subscribe, notify } = createListeners()

  const read = (): Appearance => ({
    theme: parseTheme(rememberedTheme.read()),
    readingFace: parseFace(rememberedFace.read()),
  })

  const show = (next: Appearance): void => {
    appearance = next
    if (document) paint(document, next)
    notify()
  }

  let appearance = read()
  if (document) paint(document, appearance)
  // Another tab changed it.
  document?.defaultView?.addEventListener('storage', event => {
    if (event.key === themeKey || event.key === readingFaceKey || event.key === null) show(read())
  })

  return {
    get: () => appearance,
    subscribe,
    setTheme: theme => {
      rememberedTheme.write(theme === 'system' ? null : theme)
      show({ ...appearance, theme })
    },
    setReadingFace: readingFace => {
      rememberedFace.write(readingFace === 'serif' ? null : readingFace)
      show({ ...appearance, readingFace })
    },
  }
}
