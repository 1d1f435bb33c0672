/**
 * What every view may reach: the language, the theme, the toasts, the clock. Built once per page by `createUi`
 * and handed down by `UiProvider`; without a provider a view speaks English and remembers nothing, which is what
 * a test of one component wants.
 */
import { type Clock, systemClock } from '@weft/shared/env.ts'
import { createContext, type ReactNode, useContext } from 'react'
import { createLanguageStore, type LanguageStore } from './i18n/language-store.ts'
import { isApplePlatform } from './shortcut.ts'
import { createThemeStore, type ThemeStore } from './theme.ts'
import { createToastStore, type ToastStore } from './toast-store.ts'

export interface Ui {
  readonly languages: LanguageStore
  readonly theme: ThemeStore
  readonly toasts: ToastStore
  readonly clock: Clock
  /** Shortcuts are written with ⌘ instead of Ctrl. */
  readonly apple: boolean
}

/** Reading the property alone throws when the person blocks the site from storing anything. */
const storageOf = (window: Window): Storage | undefined => {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

/** The interface of a real page. Await `languages.start()` before the first render. */
export const createUi = (window: Window, clock: Clock): Ui => {
  const { document, navigator } = window
  const storage = storageOf(window)
  return {
    languages: createLanguageStore({
      storage,
      preferred: navigator.languages,
      root: document.documentElement,
      search: window.location.search,
    }),
    theme: createThemeStore({ storage, document }),
    toasts: createToastStore(clock),
    clock,
    apple: isApplePlatform(navigator),
  }
}

const UiContext = createContext<Ui>({
  languages: createLanguageStore({ preferred: [] }),
  theme: createThemeStore({}),
  toasts: createToastStore(systemClock),
  clock: systemClock,
  apple: false,
})

export interface UiProviderProps {
  readonly ui: Ui
  readonly children: ReactNode
}

export const UiProvider = ({ ui, children }: UiProviderProps): ReactNode => (
  <UiContext value={ui}>{children}</UiContext>
)

export const useUi = (): Ui => useContext(UiContext)
