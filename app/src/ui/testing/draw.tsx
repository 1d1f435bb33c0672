/** Draws a view into the page of a browser test, with an interface of its own and a clock that is moved by hand. */
import { type TestClock, testClock } from '@weft/shared/testing/env.ts'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import '../tokens.css'
import '../base.css'
import { speakOfExport } from '../i18n/catalogues/en-export.ts'
import { speakOfBackups } from '../i18n/catalogues/en-backup.ts'
import { speakOfBulkActs } from '../i18n/catalogues/en-bulk.ts'
import { speakOfWriting } from '../i18n/catalogues/en-composer.ts'
import { speakOfPlaces } from '../i18n/catalogues/en-places.ts'
import { speakOfImport } from '../i18n/catalogues/en-import.ts'
import { speakOfMeaning } from '../i18n/catalogues/en-meaning.ts'
import { speakOfAnswers } from '../i18n/catalogues/en-later.ts'
import { speakOfSearch } from '../i18n/catalogues/en-search.ts'
import { speakOfSettings } from '../i18n/catalogues/en-settings.ts'
import { speakOfSync } from '../i18n/catalogues/en-sync.ts'
import { speakOfWelcome } from '../i18n/catalogues/en-welcome.ts'
import { createLanguageStore } from '../i18n/language-store.ts'
import type { Language } from '../i18n/language.ts'
import { createThemeStore } from '../theme.ts'
import { Tips } from '../tips.tsx'
import { createToastStore } from '../toast-store.ts'
import { Toasts } from '../toasts.tsx'
import { type Ui, UiProvider } from '../ui.tsx'

speakOfExport()
speakOfBackups()
speakOfBulkActs()
speakOfWriting()
speakOfPlaces()
speakOfImport()
speakOfMeaning()
speakOfAnswers()
speakOfSearch()
speakOfSettings()
speakOfSync()
speakOfWelcome()

export interface Drawn {
  readonly ui: Ui
  readonly clock: TestClock
  /** Draws something else in its place. */
  readonly redraw: (view: ReactNode) => void
}

export interface DrawOptions {
  readonly language?: Language
}

let wipe: (() => void) | undefined

/** Takes away what the last test drew; call it after each. */
export const wipePage = (): void => {
  wipe?.()
  wipe = undefined
}

export const draw = async (view: ReactNode, { language = 'en' }: DrawOptions = {}): Promise<Drawn> => {
  wipePage()
  const clock = testClock()
  const ui: Ui = {
    languages: createLanguageStore({ preferred: [language], root: document.documentElement }),
    theme: createThemeStore({}),
    toasts: createToastStore(clock),
    clock,
    apple: false,
  }
  await ui.languages.start()
  const place = document.createElement('div')
  document.body.append(place)
  const root = createRoot(place)
  const redraw = (next: ReactNode): void =>
    flushSync(() =>
      root.render(
        <UiProvider ui={ui}>
          {next}
          <Toasts />
          <Tips />
        </UiProvider>,
      ),
    )
  redraw(view)
  wipe = () => {
    root.unmount()
    place.remove()
  }
  return { ui, clock, redraw }
}
