/**
 * Which language the page speaks now. It starts in English, which is in the bundle; `start` and `choose` load
 * another catalogue first and change everything in one step, so the page never shows two languages at once.
 */
import { createFormat, type Format } from '../format.ts'
import { createListeners } from '../listeners.ts'
import { createRemembered, type TextStorage } from '../remembered.ts'
import { en } from './catalogues/en.ts'
import {
  detectLanguage,
  type Direction,
  directionOf,
  isLanguage,
  type Language,
  localeOf,
} from './language.ts'
import type { Catalogue } from './catalogue.ts'
import { createTranslate, type Translate } from './translate.ts'

export interface Speech {
  readonly language: Language
  readonly direction: Direction
  /** For `Intl`. */
  readonly locale: string
  readonly t: Translate
  readonly format: Format
}

export interface LanguageStore {
  readonly get: () => Speech
  readonly subscribe: (listener: () => void) => () => void
  /** What the person chose, or `null` when the browser decides. */
  readonly chosen: () => Language | null
  /** Loads what was chosen or detected; resolves when the page can be drawn in it. */
  readonly start: () => Promise<void>
  /** `null` follows the browser again. When the catalogue cannot be loaded, the language stays as it is. */
  readonly choose: (language: Language | null) => Promise<void>
}

export interface LanguageStoreOptions {
  readonly storage?: TextStorage | undefined
  /** `navigator.languages`. */
  readonly preferred: readonly string[]
  /** `lang` and `dir` are kept right on it. */
  readonly root?: Pick<HTMLElement, 'lang' | 'dir'> | undefined
  /** `location.search`; `?pseudo` asks for the pseudo language. */
  readonly search?: string | undefined
  readonly load?: (language: Language) => Promise<Catalogue>
}

export const languageKey = 'weft.language'

/** The catalogue of a language; every one but English is a chunk of its own. */
export const loadCatalogue = async (language: Language): Promise<Catalogue> => {
  switch (language) {
    case 'en':
      return en
    case 'bn':
      return (await import('./catalogues/bn.ts')).catalogue
    case 'ar':
      return (await import('./catalogues/ar.ts')).catalogue
    case 'en-XA':
      return (await import('./pseudo.ts')).catalogue
  }
}

const speechOf = (language: Language, catalogue: Catalogue, preferred: readonly string[]): Speech => {
  const locale = localeOf(language, preferred)
  const t = createTranslate({ language, locale, catalogue })
  const direction = directionOf(language)
  return { language, direction, locale, t, format: createFormat({ locale, direction, t }) }
}

export const createLanguageStore = ({
  storage,
  preferred,
  root,
  search = '',
  load = loadCatalogue,
}: LanguageStoreOptions): LanguageStore => {
  const remembered = createRemembered(storage, languageKey)
  const { subscribe, notify } = createListeners()
  let speech = speechOf('en', en, preferred)
  /** The newest wish; a slower load of an older one is dropped. */
  let wished: Language = 'en'

  const speak = async (language: Language): Promise<void> => {
    wished = language
    const catalogue = await load(language)
    if (wished !== language) return
    speech = speechOf(language, catalogue, preferred)
    if (root) {
      root.lang = language
      root.dir = speech.direction
    }
    notify()
  }

  const chosen = (): Language | null => {
    const stored = remembered.read()
    return isLanguage(stored) ? stored : null
  }

  return {
    get: () => speech,
    subscribe,
    chosen,
    start: async () => {
      const pseudo = new URLSearchParams(search).has('pseudo')
      const language = pseudo ? 'en-XA' : (chosen() ?? detectLanguage(preferred))
      try {
        await speak(language)
      } catch {
        // The chunk is not to be had (offline before it was ever stored): English is here.
        await speak('en')
      }
    },
    choose: async language => {
      await speak(language ?? detectLanguage(preferred))
      remembered.write(language)
    },
  }
}
